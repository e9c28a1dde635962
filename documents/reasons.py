"""Why a file is refused: a slug and its details, kept with the file and said in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wording.formats import number
from wording.languages import shown_language

Details = Mapping[str, Any]


def sentence(reason: Details) -> str:
    """The sentence of a reason: what is wrong with the file, then what to do."""
    said = SENTENCES.get(str(reason.get("slug", "")), _unexamined)
    return said(reason)


def _empty(_details: Details) -> str:
    return _("This file is empty: it holds zero bytes. Check that it opens on your machine, then send it again.")


def _too_large(details: Details) -> str:
    return _("This file is larger than %(limit)s MB. Reduce its images, or split it, then send it again.") % {
        "limit": number(int(details["most"]) // 1_000_000, shown_language())
    }


def _executable(_details: Details) -> str:
    return _("This file is a program, whatever its name says. Only PDF files are received here.")


def _web_page(_details: Details) -> str:
    return _("This file is a web page, whatever its name says. Open it, print it as a PDF, and send that PDF.")


def _office(_details: Details) -> str:
    return _("This file is a text or a table of an office suite. Export it as a PDF, and send that PDF.")


def _archive(_details: Details) -> str:
    return _("This file is an archive of several files. Send each document by itself, as a PDF.")


def _image(_details: Details) -> str:
    return _("This file is an image. Print it as a PDF, and send that PDF.")


def _not_pdf(_details: Details) -> str:
    return _("This file is not a PDF, whatever its name says. Export your document as a PDF, and send that PDF.")


def _encrypted(_details: Details) -> str:
    return _("This PDF asks for a password to be read. Save it without a password, then send it again.")


def _damaged(_details: Details) -> str:
    return _("This PDF is cut short or damaged: it cannot be read whole. Export it again, then send it again.")


def _no_pages(_details: Details) -> str:
    return _("This PDF has no page. Export it again, then send it again.")


def _too_long(details: Details) -> str:
    pages, most = int(details["pages"]), int(details["most"])
    had = ngettext("This PDF has %(pages)s page", "This PDF has %(pages)s pages", pages)
    allowed = ngettext(
        "at most %(most)s is accepted. Shorten it, then send it again.",
        "at most %(most)s are accepted. Shorten it, then send it again.",
        most,
    )
    shown = {"pages": number(pages, shown_language()), "most": number(most, shown_language())}
    return _("%(had)s: %(allowed)s") % {"had": had % shown, "allowed": allowed % shown}


def _script(_details: Details) -> str:
    return _("This PDF holds a program that runs when it is opened. Print it as a new PDF, and send that one.")


def _launch(_details: Details) -> str:
    return _("This PDF holds an action that starts a program or sends data. Print it as a new PDF, and send that one.")


def _embedded(_details: Details) -> str:
    return _("This PDF carries other files inside it. Take them out, or print it as a new PDF, and send that one.")


def _form(_details: Details) -> str:
    return _("This PDF is a form that few programs can show. Print it, filled in, as a new PDF, and send that one.")


def _two_kinds(_details: Details) -> str:
    return _("This file is a PDF and something else at once. Print it as a new PDF, and send that one.")


def _too_heavy(_details: Details) -> str:
    return _("Reading this PDF takes more work than any document asks. Print it as a new PDF, and send that one.")


def _infected(_details: Details) -> str:
    return _("The antivirus recognises something harmful in this file. Have your machine checked first.")


def _unexamined(_details: Details) -> str:
    return _("This file could not be checked, after several tries. Print it as a new PDF, and send that one.")


SENTENCES: dict[str, Callable[[Details], str]] = {
    "empty": _empty, "too-large": _too_large, "executable": _executable, "web-page": _web_page, "office": _office,
    "archive": _archive, "image": _image, "not-pdf": _not_pdf, "encrypted": _encrypted, "damaged": _damaged,
    "no-pages": _no_pages, "too-long": _too_long, "script": _script, "launch": _launch, "embedded": _embedded,
    "form": _form, "two-kinds": _two_kinds, "too-heavy": _too_heavy, "infected": _infected,
    "unexamined": _unexamined,
}  # fmt: skip
