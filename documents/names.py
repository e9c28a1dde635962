"""The name of a received file, made harmless: it is shown and given back, never a path of ours. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
ENDING = ".pdf"
# what Windows keeps for its devices, whatever follows the dot
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
# what some system refuses in a name
FORBIDDEN = re.compile(r'[<>:"|?*]')
NAMELESS = "document"


def safe_name(name: str, ending: str = ENDING) -> str:
    """`name` without folders, control or direction signs; at most 120 characters; always ending in `ending`."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(sign if not _is_unseen(sign) else " " for sign in unicodedata.normalize("NFC", last))
    plain = " ".join(FORBIDDEN.sub("-", kept).split()).strip(". ")
    if plain.lower().endswith(ending):
        plain = plain[: -len(ending)].rstrip(". ")
    elif plain.lower() == ending.lstrip("."):
        plain = ""
    plain = RESERVED.sub(r"\1-", plain)[: LONGEST - len(ending)].rstrip(". ")
    return f"{plain or NAMELESS}{ending}"


def _is_unseen(sign: str) -> bool:
    """Control, direction and other unseen signs, private ones, and halves of signs."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
