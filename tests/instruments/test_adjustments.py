"""What a call decides by itself: weights, thresholds, reviews, limits; frozen with it, shown with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.enums import Role
from directory.standing import standing_of
from instruments.actions.calls import adjust_rules, announce_call, copy_call
from instruments.adjustments import (
    Adjustments,
    adjustable_criteria,
    adjustable_questions,
    adjusted,
    differences,
)
from instruments.models import Call
from instruments.registry import all_instruments, instrument
from instruments.rules import thaw
from tests.clients import as_
from tests.factories import a_holder
from tests.instruments.calls import BEFORE, a_draft, the_derci
from tests.instruments.test_call_forms import plain
from workflow.engine import Refused

SLUGS = [one.slug for one in all_instruments()]


@given(st.sampled_from(SLUGS), st.data())
def test_what_is_chosen_is_what_the_rules_then_say(slug, data):
    one = instrument(slug)
    criteria, questions = adjustable_criteria(one), adjustable_questions(one)
    chosen = Adjustments(
        reviews=data.draw(st.integers(1, 6)),
        weights={c.slug: data.draw(st.integers(1, 10)) for c in criteria},
        thresholds={c.slug: data.draw(st.none() | st.integers(0, 5)) for c in criteria},
        limits={q.slug: data.draw(st.integers(100, 50_000)) for q in questions},
        pages={p.slug: data.draw(st.integers(1, 200)) for p in one.papers},
        megabytes={p.slug: data.draw(st.none() | st.integers(1, 20)) for p in one.papers},
    )
    kept = Adjustments.read(differences(one, chosen).stored())
    result = adjusted(one, kept)
    assert result == adjusted(one, chosen)
    assert result.evaluation.reviews == chosen.reviews
    assert {c.slug: (c.weight, c.threshold) for c in adjustable_criteria(result)} == {
        c.slug: (chosen.weights[c.slug], chosen.thresholds[c.slug]) for c in criteria
    }
    assert {q.slug: q.limit for q in adjustable_questions(result)} == chosen.limits
    assert {p.slug: (p.most_pages, p.most_megabytes) for p in result.papers} == {
        p.slug: (chosen.pages[p.slug], chosen.megabytes[p.slug]) for p in one.papers
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_chosen_leaves_the_definition_as_it_is(slug):
    assert adjusted(instrument(slug), Adjustments.read({})) == instrument(slug)


@pytest.mark.django_db
def test_the_numbers_of_a_draft_freeze_with_it_and_pass_to_next_year():
    by = the_derci()
    call = a_draft(by)
    adjust_rules(call, adjustments=Adjustments(reviews=3, weights={"quality": 2}), by=by)
    announce_call(call, at=BEFORE, by=by)
    frozen = thaw(call.versions.get().rules)
    assert frozen.evaluation.reviews == 3
    assert next(c.weight for c in frozen.evaluation.criteria if c.slug == "quality") == 2
    assert copy_call(Call.objects.get(pk=call.pk), by=by).rules.evaluation.reviews == 3
    with pytest.raises(Refused):
        adjust_rules(call, adjustments=Adjustments(reviews=1), by=by)


def form_data(call: Call, **changed: str) -> dict[str, str]:
    """The form as it is shown, with some fields typed over."""
    rules = call.rules
    shown = {"reviews": str(rules.evaluation.reviews)}
    for one in adjustable_criteria(rules):
        shown[f"weight-{one.slug}"] = str(one.weight)
        shown[f"threshold-{one.slug}"] = "" if one.threshold is None else str(one.threshold)
    shown |= {f"limit-{one.slug}": str(one.limit) for one in adjustable_questions(rules)}
    for paper in rules.papers:
        shown[f"pages-{paper.slug}"] = str(paper.most_pages)
        shown[f"megabytes-{paper.slug}"] = "" if paper.most_megabytes is None else str(paper.most_megabytes)
    return shown | {name.replace("__", "-").replace("_", "-"): value for name, value in changed.items()}


@pytest.mark.django_db
def test_the_page_keeps_what_differs_and_the_preview_shows_it():
    person = a_holder(Role.DERCI_OFFICER)
    call = a_draft(standing_of(person))
    client = as_(person)
    address = f"/calls/{call.slug}/numbers/"
    given = form_data(call, weight__quality="3", threshold__quality="2", reviews="4", pages__partner_letter="3",
                      megabytes__partner_letter="2")  # fmt: skip
    answer = client.post(address, given)
    assert answer.status_code == 302
    call = Call.objects.get()
    assert call.adjustments == {
        "reviews": 4, "weights": {"quality": 3}, "thresholds": {"quality": 2}, "pages": {"partner-letter": 3},
        "megabytes": {"partner-letter": 2},
    }  # fmt: skip
    preview = plain(client.get(answer.url).text)
    assert "0 à 5, au moins 2, coefficient 3" in preview
    assert "Lettre de soutien du partenaire étranger : PDF, 3 pages au plus, 2 Mo au plus" in preview
    given = form_data(call, weight__quality="1", threshold__quality="", reviews="2", pages__partner_letter="10",
                      megabytes__partner_letter="")  # fmt: skip
    client.post(address, given)
    assert Call.objects.get().adjustments == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reviews": "0"}, "reviews"),
        ({"reviews": "7"}, "reviews"),
        ({"reviews": "deux"}, "reviews"),
        ({"reviews": ""}, "reviews"),
        ({"weight__quality": "0"}, "weight-quality"),
        ({"weight__quality": "11"}, "weight-quality"),
        ({"weight__quality": "1e9"}, "weight-quality"),
        ({"threshold__quality": "6"}, "threshold-quality"),
        ({"threshold__quality": "-1"}, "threshold-quality"),
        ({"limit__context": "5"}, "limit-context"),
        ({"limit__context": "9999999"}, "limit-context"),
        ({"limit__context": "NaN"}, "limit-context"),
        ({"pages__partner_letter": "0"}, "pages-partner-letter"),
        ({"pages__partner_letter": "201"}, "pages-partner-letter"),
        ({"pages__partner_letter": ""}, "pages-partner-letter"),
        ({"pages__partner_letter": "trois"}, "pages-partner-letter"),
        ({"megabytes__partner_letter": "0"}, "megabytes-partner-letter"),
        ({"megabytes__partner_letter": "21"}, "megabytes-partner-letter"),
        ({"megabytes__partner_letter": "1,5"}, "megabytes-partner-letter"),
    ],
)
def test_a_number_out_of_its_bounds_is_refused_and_stays_typed(changed, field):
    person = a_holder(Role.DERCI_OFFICER)
    call = a_draft(standing_of(person))
    answer = as_(person).post(f"/calls/{call.slug}/numbers/", form_data(call, **changed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"][field].value() == next(iter(changed.values()))
    assert Call.objects.get().adjustments == {}
