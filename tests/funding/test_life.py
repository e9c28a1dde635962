"""Ten years in the life of a dozen actions, and four of them followed from their decision to their end."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from funding.models import Award
from tests.funding.life.script import HABITS, KINDS, MONTHS, SLUGS, SPENDS, Character, Event, Script
from tests.funding.life.stage import Life

pytestmark = pytest.mark.django_db
ACTIONS = 12


FOUR = (
    Character("iea", 0, renews=True, is_sheltered=True),
    Character("irp", 0, renews=True, is_sheltered=True),
    Character("irn", 1, returns=1, is_sheltered=True),
    Character("irl", 0, slow=9, spends=60, is_sheltered=True),
)


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """Eight actions of the four instruments and what befalls them, beside four that nothing befalls."""
    # hypothesis tries the emptiest life first: that one proves nothing and is not counted
    assume(draw(st.booleans()))
    cast = tuple(
        Character(
            SLUGS[place % 4], draw(st.integers(0, 30)), draw(st.sampled_from(HABITS)), int(place == 2),
            draw(st.sampled_from(SPENDS)), place == 5, draw(st.integers(0, 15)), draw(st.booleans()),
        )
        for place in range(ACTIONS - len(FOUR))
    )  # fmt: skip
    event = st.builds(
        Event, st.integers(8, MONTHS - 1), st.integers(0, ACTIONS - 1), st.sampled_from(KINDS), st.integers(0, 3)
    )
    return Script((*FOUR, *cast), tuple(draw(st.lists(event, min_size=100, max_size=100))))


@settings(max_examples=1, derandomize=True, database=None, phases=(Phase.generate,))
@given(scripts())
def test_ten_years_of_twelve_actions_break_no_law_and_carry_four_from_decision_to_closure_or_renewal(script: Script):
    # a life that fails is lived again by hypothesis: nothing of the first is left
    with transaction.atomic():
        life = Life(script)
        life.live()
        iea, irp, irn, irl = (_line(life, place) for place in range(4))
        for first, years in ((iea[0], 2), (irp[0], 5), (irn[0], 5), (irl[0], 5)):
            assert (first.state, first.tranches.filter(state="paid").count()) == ("closed", years)
            assert first.reports.filter(state="accepted").count() == 2 * (years - 1) + 1
        # what was not spent came back
        assert [one.paid_net for one in (iea[0], irp[0], irn[0])] == [one.granted for one in (iea[0], irp[0], irn[0])]
        assert abs(irl[0].paid_net - irl[0].granted * 60 / 100) < 1
        assert irl[0].starts_on == irl[0].dossier.set_up.convention_on
        # followed by the next instrument, renewed once and no more
        assert [(one.instrument_slug, one.renews) for one in iea[:2]] == [("iea", None), ("irp", None)]
        assert [(one.instrument_slug, one.renews_id) for one in irp] == [("irp", None), ("irp", irp[0].pk)]
        assert life.nights >= MONTHS
        transaction.set_rollback(True)


def _line(life: Life, place: int) -> list[Award]:
    """The actions of one place in the cast, oldest first."""
    found = Award.objects.filter(dossier__in=[one.pk for one in life.lines[place]])
    return list(found.select_related("dossier__set_up").order_by("pk"))
