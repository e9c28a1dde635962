"""French is complete: every text of the code stands in the catalogue, translated; the catalogue holds nothing else.

Its spaces are those of typography: no line begins with the sign of the one before. `--mend` puts them.
Reads the code with Babel, so that no gettext is needed. Exits 1 with one line per fault.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from wording import formats

HOUSE = Path(__file__).resolve().parent.parent
# pages written in each language, beside the catalogue
FRENCH_PAGES = "templates/**/*.fr.html"
CATALOGUE = HOUSE / "locale" / "fr" / "LC_MESSAGES" / "django.po"
LEFT_OUT = {".venv", ".git", "var", "node_modules", "tests", "static", "staticfiles", "build"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# what is filled in later, by Python or by a script: « 12 %(unit)s » is no percentage
PLACE = re.compile(r"%{1,2}(?:\(\w+\)[sd]|[a-z]+)")
MASK = "\ue000"
Key = tuple[str, str]


def sources() -> Iterator[Path]:
    """Python files and templates of the house."""
    for folder, folders, names in os.walk(HOUSE):
        folders[:] = [name for name in folders if name not in LEFT_OUT and not name.startswith(".")]
        yield from (Path(folder, name) for name in names if name.endswith((".py", ".html", ".txt")))


def texts_of(path: Path) -> Iterator[Key]:
    """(context, text) of every text of one file that is to be translated."""
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "{%" not in code:
            return
        code = templatize(code, origin=str(path))
    for _line, messages, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        text = messages[0] if isinstance(messages, tuple) else messages
        if text:
            yield context or "", text


def typeset(french: str) -> str:
    """The same text with the spaces of typography: no-break before a sign, plain between words."""
    places = iter(PLACE.findall(french))
    # a narrow space stands before a sign alone: before what is filled in, somebody took its % for one
    masked = PLACE.sub(MASK, french).replace(f"{formats.NARROW}{MASK}", f" {MASK}")
    return re.sub(MASK, lambda _mask: next(places), formats.spaced(masked, "fr"))


def mend(catalogue: polib.POFile) -> int:
    """Put the no-break spaces in every French text; how many texts have changed."""
    changed = 0
    for entry in catalogue:
        before = (entry.msgstr, entry.msgstr_plural)
        entry.msgstr = typeset(entry.msgstr)
        entry.msgstr_plural = {form: typeset(text) for form, text in entry.msgstr_plural.items()}
        changed += before != (entry.msgstr, entry.msgstr_plural)
    return changed


def faults(catalogue: polib.POFile) -> Iterator[str]:
    """One sentence per fault."""
    kept = Counter((entry.msgctxt or "", entry.msgid) for entry in catalogue if not entry.obsolete)
    # two changes joined: gettext reads no such catalogue
    yield from (f"twice in the catalogue: {key[1]!r}; take one out" for key in sorted(kept) if kept[key] > 1)
    in_catalogue = kept.keys()
    in_code: dict[Key, Path] = {key: path for path in sources() for key in texts_of(path)}
    for key in sorted(in_code.keys() - in_catalogue):
        yield f"not in the catalogue: {key[1]!r} ({in_code[key].relative_to(HOUSE)}); run make messages"
    for key in sorted(in_catalogue - in_code.keys()):
        yield f"in the catalogue, no longer in the code: {key[1]!r}; run make messages"
    for entry in catalogue:
        if entry.fuzzy or not entry.translated():
            yield f"not translated: {entry.msgid!r}"
        for text in filter(None, (entry.msgstr, *entry.msgstr_plural.values())):
            if text != typeset(text):
                yield f"not the spaces of typography: {text!r}; run python -m scripts.check_translations --mend"
    for page in sorted(HOUSE.glob(FRENCH_PAGES)):
        for line in page.read_text(encoding="utf-8").splitlines():
            text = re.sub(r"\{[%{].*?[%}]\}", MASK, line)
            if text != formats.spaced(text, "fr"):
                yield f"not the spaces of typography: {line.strip()[:80]!r} ({page.relative_to(HOUSE)})"


def main() -> int:
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    if "--mend" in sys.argv:
        print(f"{mend(catalogue)} texts have the spaces of typography")
        catalogue.save()
        return 0
    django.setup()
    found = list(faults(catalogue))
    print("\n".join(found) or "every text is translated")
    return 1 if found else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")
    raise SystemExit(main())
