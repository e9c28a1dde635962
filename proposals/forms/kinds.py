"""How each kind of question is asked: a form field for what is typed, a template for what is made of lines.

What is typed cleans to a JSON value, the one that `Answer.value` keeps. Questions made of lines (partners, people,
budget, publications) register the template that shows them, with what it needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Institute, Section
from instruments.spec import FieldKind, FormField
from proposals.forms.editor_text import clean_line, clean_text, most_signs, refuse_longer
from proposals.models import Dossier

# an answer kept in a column too may not be longer than the column
COLUMN_WIDTHS = {"title": 300, "acronym": 60}
MOST_KEYWORDS = 20
LONGEST_KEYWORD = 80
FIRST_YEAR, LAST_YEAR = 2000, 2100
# more choices than this are a list of boxes in columns
NEW_LINE_OR_COMMA = re.compile(r"[,;\n]")
NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")
BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]")


@dataclass(frozen=True)
class Lines:
    """A question made of lines: its template, and what the template gets besides `asked`, `dossier`, `content`."""

    template: str
    context: Callable[[Dossier, FormField, Any], Mapping[str, Any]] = lambda dossier, asked, request: {}
    # modules of static files that the page needs
    scripts: tuple[str, ...] = ()


_lines: dict[FieldKind, Lines] = {}


def register_lines(kind: FieldKind, lines: Lines) -> None:
    """Say how questions of this kind are shown."""
    _lines[kind] = lines


def lines_of(kind: FieldKind) -> Lines | None:
    """How a question of this kind is shown, when it is made of lines."""
    return _lines.get(kind)


class Typed:
    """What the fields of questions share: nothing is required to be kept; hidden signs taken out are said."""

    has_lost_signs = False
    # how the question's control is drawn: "text", "box" or "boxes"
    shape = "text"


class LineField(Typed, forms.CharField):
    def __init__(self, asked: FormField) -> None:
        self.most = most_signs(asked.limit, COLUMN_WIDTHS.get(asked.slug), is_line=True)
        super().__init__(required=False, widget=forms.TextInput, strip=False)

    def to_python(self, value: Any) -> Any:
        found = clean_line(_as_text(value))
        self.has_lost_signs = found.has_lost_signs
        refuse_longer(found.text, self.most)
        return found.text


class TextField(Typed, forms.CharField):
    def __init__(self, asked: FormField) -> None:
        self.most = most_signs(asked.limit)
        rows = 4 if (asked.limit or 0) <= 1000 else 8 if (asked.limit or 0) <= 3000 else 14
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), strip=False)

    def to_python(self, value: Any) -> Any:
        found = clean_text(_as_text(value))
        self.has_lost_signs = found.has_lost_signs
        refuse_longer(found.text, self.most)
        return found.text


class ChoiceField(Typed, forms.ChoiceField):
    shape = "boxes"
    default_error_messages = {"invalid_choice": gettext_lazy("Choose one of the list.")}

    def __init__(self, asked: FormField) -> None:
        super().__init__(required=False, choices=_choices(asked), widget=forms.RadioSelect)

    def to_python(self, value: Any) -> Any:
        return _as_text(value) or None


class ChoicesField(Typed, forms.MultipleChoiceField):
    shape = "boxes"
    default_error_messages = {
        "invalid_choice": gettext_lazy("Choose among the list."), "invalid_list": gettext_lazy("Choose among the list.")
    }  # fmt: skip

    def __init__(self, asked: FormField) -> None:
        super().__init__(required=False, choices=lambda: _choices(asked), widget=forms.CheckboxSelectMultiple)

    def to_python(self, value: Any) -> Any:
        if not value:
            return []
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        # the order of the list, each once: the same choices are the same answer
        known = [str(choice[0]) for choice in cast(Iterable[tuple[Any, Any]], self.choices)]
        return [*dict.fromkeys(one for one in known if one in value), *sorted({*value} - {*known})]


class YesNoField(Typed, forms.ChoiceField):
    shape = "boxes"
    default_error_messages = {"invalid_choice": gettext_lazy("Answer yes or no.")}

    def __init__(self, asked: FormField) -> None:
        choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        super().__init__(required=False, choices=choices, widget=forms.RadioSelect)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def clean(self, value: Any) -> Any:
        found = super().clean(_as_text(value))
        return {"yes": True, "no": False}.get(found)


class DateField(Typed, forms.Field):
    def __init__(self, asked: FormField) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def to_python(self, value: Any) -> Any:
        text = _as_text(value).strip()
        if not text:
            return None
        try:
            day, month, year = (int(part) for part in text.split("/")) if "/" in text else _iso_parts(text)
            found = date(year, month, day)
        except ValueError as error:
            raise ValidationError(_("This is no date. Write it as 2028-01-31 or 31/01/2028.")) from error
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValidationError(_("This year is not possible here: from 2000 to 2100."))
        return found.isoformat()


class NumberField(Typed, forms.Field):
    """Zero or more, written with a comma or a point, spaces between thousands; kept as a plain text."""

    def __init__(self, asked: FormField) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))

    def to_python(self, value: Any) -> Any:
        text = BLANKS.sub("", _as_text(value))
        if not text:
            return None
        try:
            if not NUMBER.fullmatch(text) or not text.isascii():
                raise InvalidOperation
            found = Decimal(text.replace(",", "."))
        except InvalidOperation as error:
            raise ValidationError(_("Write a number in figures, zero or more, such as 12 or 12,5.")) from error
        return f"{found.normalize():f}"


class KeywordsField(Typed, forms.Field):
    """Words separated by commas, each once."""

    def __init__(self, asked: FormField) -> None:
        super().__init__(required=False, widget=forms.TextInput)
        self.help_text = gettext_lazy("Separated by commas.")

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        typed = clean_text(_as_text(value))
        self.has_lost_signs = typed.has_lost_signs
        found = [" ".join(word.split()) for word in NEW_LINE_OR_COMMA.split(typed.text)]
        words = list(dict.fromkeys(word for word in found if word))
        if len(words) > MOST_KEYWORDS:
            raise ValidationError(_("Keep to twenty keywords: the first ones are those that are read."))
        if any(len(word) > LONGEST_KEYWORD for word in words):
            raise ValidationError(_("One of these keywords is a sentence: separate the words by commas."))
        return words


FIELDS: dict[FieldKind, Callable[[FormField], forms.Field]] = {
    FieldKind.LINE: LineField,
    FieldKind.TEXT: TextField,
    FieldKind.CHOICE: ChoiceField,
    FieldKind.CHOICES: ChoicesField,
    FieldKind.YES_NO: YesNoField,
    FieldKind.DATE: DateField,
    FieldKind.NUMBER: NumberField,
    FieldKind.KEYWORDS: KeywordsField,
}


def field_for(asked: FormField) -> forms.Field:
    """The form field that asks this question. KeyError for one made of lines."""
    field = FIELDS[asked.kind](asked)
    field.label = cast(str, asked.label)
    if asked.help is not None:
        field.help_text = cast(str, asked.help)
    return field


def _choices(asked: FormField) -> list[tuple[str, Any]]:
    """What may be chosen: given by the rules, or by the reference data of today."""
    if asked.choices_from == "institutes":
        return [(one.code, one.name) for one in Institute.objects.order_by("name")]
    if asked.choices_from == "sections":
        # kept under number and title, which a mandate never changes
        return [(str(one), str(one)) for one in Section.objects.present()]
    return [(one.slug, one.label) for one in asked.choices]


def _iso_parts(text: str) -> tuple[int, int, int]:
    found = date.fromisoformat(text)
    return found.day, found.month, found.year


def _as_text(value: Any) -> str:
    """What was sent as one text; ValidationError for anything else (a list, a number, an object)."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValidationError(_("This answer has not the form expected. Type it again."), code="form")
    return value
