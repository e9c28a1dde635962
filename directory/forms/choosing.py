"""Choosing an organisation or a unit of the directory: typed with proposals, or typed whole when there is no script.

    partner = OrganisationChoice(label=_("Partner organisation"))

The cleaned value is the row, or None. The page of the form needs `{{ form.media }}` (crispy's `{% crispy %}` adds it).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.models import Organisation, SearchKind, Unit
from directory.search import suggestions
from directory.search.lookup import find

NAMED_IN_REFUSAL = 3
# a name and its acronym
LONGEST_LABEL = 620


def plain(text: object) -> str:
    """One space wherever there are blanks, no-break ones too: a label comes back as it was shown, or retyped."""
    return " ".join(str(text).split())


class TypeAhead(forms.TextInput):
    """A text field, and the id of what was chosen in a hidden one beside it."""

    class Media:
        js = (Script("js/combobox.js", type="module"),)

    def __init__(self, url_name: str) -> None:
        super().__init__({"autocomplete": "off", "maxlength": LONGEST_LABEL})
        self.url_name = url_name

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return data.get(name, ""), data.get(f"{name}-id", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        text, pk = value if isinstance(value, tuple) else (value or "", "")
        words = {
            "url": reverse(self.url_name),
            "list": _("Proposals"),
            "none": _("Nothing answers. Try fewer words, or search the directory."),
            "one": _("1 proposal. The down arrow reads it."),
            "many": _("%s proposals. The down arrow reads them."),
            "done": _("Chosen: %s"),
            "failed": _("The search does not answer. Type the whole name and go on."),
        }
        return format_html(
            '<div class="ci-ahead" data-ahead data-url="{url}" data-list-label="{list}" data-none="{none}" '
            'data-one="{one}" data-many="{many}" data-done="{done}" data-failed="{failed}">{field}'
            '<input type="hidden" name="{name}-id" value="{pk}"></div>',
            **words,
            field=super().render(name, text, attrs, renderer),
            name=name,
            pk=pk,
        )


class DirectoryChoice(forms.Field):
    """A row of the directory, by the id chosen among proposals or by what was typed."""

    kind: SearchKind
    model: type[Model]
    url_name: str
    default_error_messages = {
        "required": gettext_lazy("Type a name, an acronym or a city, and choose."),
        "unknown": gettext_lazy(
            "Nothing in the directory is called so. Search the directory, or enter it by hand if it is not there."
        ),
        "several": gettext_lazy("Several answer: %(found)s… Type more of the name, or search the directory."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=TypeAhead(self.url_name), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A row, an id (as the search page gives back) or what was posted, as the widget shows it."""
        row = value if isinstance(value, self.model) else self._row(value) if not isinstance(value, tuple) else None
        return (self.label_of(row), row.pk) if row is not None else value

    def label_of(self, row: Any) -> str:
        """How the proposals write this row, in the reader's language."""
        raise NotImplementedError

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data

    def clean(self, value: Any) -> Any:
        text, pk = value if isinstance(value, tuple) else ("", value)
        text = plain(text)
        row = self._row(pk)
        if row is not None and (not text or plain(self.label_of(row)) == text):
            return row
        if not text:
            return super().clean(None)
        return self._named(text)

    def _row(self, pk: Any) -> Any:
        is_id = str(pk).isascii() and str(pk).isdigit() and len(str(pk)) < 18
        return self.model._default_manager.filter(pk=pk).first() if is_id else None

    def _named(self, text: str) -> Any:
        """The one row that `text` can mean."""
        found = find(self.kind, text)
        pks = found.exact or found.others
        rows = list(self.model._default_manager.filter(pk__in=pks[:50]).best_first())  # type: ignore[attr-defined]
        same = [row for row in rows if plain(self.label_of(row)) == text]
        if len(same) == 1 or len(rows) == 1:
            return (same or rows)[0]
        if not rows:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        names = ", ".join(self.label_of(row) for row in rows[:NAMED_IN_REFUSAL])
        raise ValidationError(self.error_messages["several"], code="several", params={"found": names})


class OrganisationChoice(DirectoryChoice):
    """An organisation of the world."""

    kind, model = SearchKind.ORGANISATION, Organisation
    url_name = "organisation_suggestions"

    def label_of(self, row: Any) -> str:
        return suggestions.organisation_line(row, suggestions.names_of([row.pk]), get_language() or "fr").label


class UnitChoice(DirectoryChoice):
    """A unit of the CNRS."""

    kind, model = SearchKind.UNIT, Unit
    url_name = "unit_suggestions"

    def label_of(self, row: Any) -> str:
        return suggestions.unit_line(row, get_language() or "fr").label
