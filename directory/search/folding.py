"""What is compared when people search: no case, no accent, words of any script. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

_ASCII_WORDS = re.compile(r"[a-z0-9]+")
# the accents of Latin letters: most texts are plain without them
_MARKS = re.compile("[\u0300-\u036f]+")
_ROR_ADDRESS = re.compile(r"^\s*(?:https?://)?ror\.org/", re.IGNORECASE)
_UNIT_KINDS = ("umifre", "umr", "upr", "uar", "irl", "fre", "gdr", "erl", "emr", "umi", "ums", "usr", "ups", "fr")
_SPLIT_CODE = re.compile(rf"\b({'|'.join(_UNIT_KINDS)})(?: cnrs)? (\d)")
# letters that Unicode does not take apart
_WHOLE_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)


# signs of French and English typography: they separate, and most texts are plain without them
_SIGNS = str.maketrans(dict.fromkeys("’‘‚“”„«»‹›–—‐‑−·•°€", " "))

_PLAINER = {**_WHOLE_LETTERS, **_SIGNS}


def words(text: str) -> list[str]:
    """The folded words of `text`, in order: "Université d'Évry" gives universite, d, evry."""
    if text.isascii():
        return _ASCII_WORDS.findall(text.lower())
    known = text.casefold().translate(_PLAINER)
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", known))
    if plain.isascii():
        return _ASCII_WORDS.findall(plain)
    kept = (" " if _separates(char) else char for char in plain if not unicodedata.combining(char))
    return "".join(kept).split()


def query_words(text: str) -> list[str]:
    """The words a person typed; an address of ror.org stands for its id, "umr 7" for the beginning of a code."""
    folded = " ".join(words(_ROR_ADDRESS.sub("", text)))
    return _SPLIT_CODE.sub(r"\1\2", folded).split()


def index_words(texts: Iterable[str]) -> set[str]:
    """The words under which something named by `texts` is found: a code is found with and without its space."""
    return {word for text in texts for word in placed_words(text)}


def placed_words(text: str) -> dict[str, bool]:
    """The indexed words of `text`, each with whether `text` begins with it, an article before it aside."""
    folded = words(text)
    found: dict[str, bool] = {}
    for place, word in enumerate(folded):
        if is_indexed(word):
            found[word] = found.get(word, False) or place == 0 or (place == 1 and is_article(folded[0]))
    for place, (kind, number) in enumerate(pairwise(folded)):
        if kind in _UNIT_KINDS and number.isdigit():
            found[f"{kind}{number}"] = place == 0
    return found


def is_article(word: str) -> bool:
    """Whether a first word this short leaves the name to begin with the second."""
    return len(word) <= 3


def is_indexed(word: str) -> bool:
    """A single letter of an alphabet says too little; a figure or an ideogram does not."""
    return len(word) > 1 or not word.isascii() or word.isdigit()


def _separates(char: str) -> bool:
    return unicodedata.category(char)[0] not in "LNM"
