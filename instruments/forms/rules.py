"""The numbers that one call decides by itself, each beside the instrument's default."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from instruments.adjustments import (
    HEAVIEST,
    LONGEST,
    MOST_REVIEWS,
    SHORTEST,
    Adjustments,
    adjustable_criteria,
    adjustable_questions,
    adjusted,
    differences,
)
from instruments.spec import Instrument
from wording.crispy import HouseHelper


class RulesForm(forms.Form):
    """Reviews, then a weight and a threshold per scored criterion, then a limit per written answer."""

    reviews = forms.IntegerField(label=_("Reviews per dossier"), min_value=1, max_value=MOST_REVIEWS)

    def __init__(self, *args: Any, definition: Instrument, adjustments: Adjustments, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        present = adjusted(definition, adjustments)
        self.fields["reviews"].initial = present.evaluation.reviews
        self.criteria, self.questions = adjustable_criteria(present), adjustable_questions(present)
        self._add_criteria()
        self._add_questions()
        self.helper = HouseHelper()
        self.helper.layout = self._layout()

    def _add_criteria(self) -> None:
        scale = self.definition.evaluation.scale
        for one in self.criteria:
            self.fields[f"weight-{one.slug}"] = forms.IntegerField(
                label=_("%(criterion)s: weight") % {"criterion": one.label}, initial=one.weight,
                min_value=1, max_value=HEAVIEST,
            )  # fmt: skip
            self.fields[f"threshold-{one.slug}"] = forms.IntegerField(
                label=_("%(criterion)s: threshold") % {"criterion": one.label}, initial=one.threshold,
                # the essential criterion keeps a threshold: that is what makes it essential
                required=one.is_essential, min_value=scale.lowest, max_value=scale.highest,
            )  # fmt: skip

    def _add_questions(self) -> None:
        for one in self.questions:
            self.fields[f"limit-{one.slug}"] = forms.IntegerField(
                label=str(one.label), initial=one.limit, min_value=SHORTEST if (one.limit or 0) >= SHORTEST else 1,
                max_value=LONGEST,
            )  # fmt: skip

    def _layout(self) -> Layout:
        weights = [f"{part}-{one.slug}" for one in self.criteria for part in ("weight", "threshold")]
        return Layout(
            Fieldset(str(_("Evaluation")), "reviews", *weights),
            Fieldset(str(_("Longest answers, in characters")), *(f"limit-{one.slug}" for one in self.questions)),
        )

    def adjustments(self) -> Adjustments:
        """What differs from the definition."""
        said = self.cleaned_data
        chosen = Adjustments(
            reviews=said["reviews"],
            weights={one.slug: said[f"weight-{one.slug}"] for one in self.criteria},
            thresholds={one.slug: said[f"threshold-{one.slug}"] for one in self.criteria},
            limits={one.slug: said[f"limit-{one.slug}"] for one in self.questions},
        )
        return differences(self.definition, chosen)
