"""What is compared when people search: no case, no accent, words of any script. Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_ROR_ADDRESS = re.compile(r"^\s*(?:https?://)?ror\.org/", re.IGNORECASE)
_UNIT_KINDS = ("umifre", "umr", "upr", "uar", "irl", "fre", "gdr", "erl", "emr", "umi", "ums", "usr", "ups", "fr")
_SPLIT_CODE = re.compile(rf"\b({'|'.join(_UNIT_KINDS)})(?: cnrs)? (\d)")
# letters that Unicode does not take apart
_WHOLE_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)


def words(text: str) -> list[str]:
    """The folded words of `text`, in order: "Université d'Évry" gives universite, d, evry."""
    if text.isascii():
        return _ASCII_WORDS.findall(text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE_LETTERS))
    kept = (" " if _separates(char) else char for char in plain if not unicodedata.combining(char))
    return "".join(kept).split()


def query_words(text: str) -> list[str]:
    """The words a person typed; an address of ror.org stands for its id, "umr 7" for the beginning of a code."""
    folded = " ".join(words(_ROR_ADDRESS.sub("", text)))
    return _SPLIT_CODE.sub(r"\1\2", folded).split()


def index_words(texts: list[str]) -> set[str]:
    """The words under which something named by `texts` is found: a code is found with and without its space."""
    found: set[str] = set()
    for text in texts:
        folded = words(text)
        found.update(word for word in folded if is_indexed(word))
        found.update(f"{kind}{number}" for kind, number in _codes(folded))
    return found


def is_indexed(word: str) -> bool:
    """A single letter of an alphabet says too little; a figure or an ideogram does not."""
    return len(word) > 1 or not word.isascii() or word.isdigit()


def _codes(folded: list[str]) -> list[tuple[str, str]]:
    pairs = pairwise(folded)
    return [(kind, number) for kind, number in pairs if kind in _UNIT_KINDS and number.isdigit()]


def _separates(char: str) -> bool:
    return unicodedata.category(char)[0] not in "LNM"
