"""The numbers that one call decides by itself, each beside the instrument's default."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from instruments.adjustments import (
    HEAVIEST,
    LONGEST,
    MOST_PAGES,
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
    """Reviews, then weight and threshold per scored criterion, a limit per written answer, pages and size per paper."""

    reviews = forms.IntegerField(label=_("Reviews per dossier"), min_value=1, max_value=MOST_REVIEWS)

    def __init__(self, *args: Any, definition: Instrument, adjustments: Adjustments, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        present = adjusted(definition, adjustments)
        self.fields["reviews"].initial = present.evaluation.reviews
        self.criteria, self.questions = adjustable_criteria(present), adjustable_questions(present)
        self._add_criteria()
        self._add_questions()
        self.papers = present.papers
        self._add_papers()
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

    def _add_papers(self) -> None:
        house = settings.UPLOAD_MOST_BYTES // 1_000_000
        for one in self.papers:
            self.fields[f"pages-{one.slug}"] = forms.IntegerField(
                label=_("%(paper)s: pages at most") % {"paper": one.label}, initial=one.most_pages, min_value=1,
                max_value=MOST_PAGES,
            )  # fmt: skip
            self.fields[f"megabytes-{one.slug}"] = forms.IntegerField(
                label=_("%(paper)s: size at most, in megabytes") % {"paper": one.label}, initial=one.most_megabytes,
                required=False, min_value=1, max_value=house,
                help_text=_("Left empty: %(most)d MB, as everywhere in the house.") % {"most": house},
            )  # fmt: skip

    def _layout(self) -> Layout:
        weights = [f"{part}-{one.slug}" for one in self.criteria for part in ("weight", "threshold")]
        papers = [f"{part}-{one.slug}" for one in self.papers for part in ("pages", "megabytes")]
        documents = [Fieldset(str(_("Documents")), *papers)] if papers else []
        return Layout(
            Fieldset(str(_("Evaluation")), "reviews", *weights),
            Fieldset(str(_("Longest answers, in characters")), *(f"limit-{one.slug}" for one in self.questions)),
            *documents,
        )

    def adjustments(self) -> Adjustments:
        """What differs from the definition."""
        said = self.cleaned_data
        chosen = Adjustments(
            reviews=said["reviews"],
            weights={one.slug: said[f"weight-{one.slug}"] for one in self.criteria},
            thresholds={one.slug: said[f"threshold-{one.slug}"] for one in self.criteria},
            limits={one.slug: said[f"limit-{one.slug}"] for one in self.questions},
            pages={one.slug: said[f"pages-{one.slug}"] for one in self.papers},
            megabytes={one.slug: said[f"megabytes-{one.slug}"] for one in self.papers},
        )
        return differences(self.definition, chosen)
