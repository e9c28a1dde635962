"""What the board shows can be filtered: by the days of reception, and by something for every column."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from directory.enums import Role
from directory.standing import standing_of
from proposals.board.asked import OWN_NAMES
from proposals.board.columns import COLUMNS, DOSSIER
from proposals.board.filters import BY_SLUG
from proposals.board.frame import Frame
from proposals.board.page import shown
from proposals.enums import VisaOpinion, VisaState
from proposals.models import Dossier
from proposals.querysets.board import listed, on_board
from tests.clients import in_english
from tests.factories import a_delegation, a_holder, a_person, an_institute
from tests.proposals.dossiers import a_filed_dossier, a_permanent_or_annual_call, a_unit_with_everything

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(client, query):
    page = client.get(f"/triage/?{query}")
    assert page.status_code == 200
    return {row.reference for row in page.context["page"].rows}


# -- days of reception -----------------------------------------------------------------------------------
@pytest.fixture
def house():
    """Received at half past midnight on 1 March, in Paris (still February in Greenwich), and on the last hour of it."""
    first = a_filed_dossier()
    second = a_filed_dossier(call=first.call, carrier=a_person(unit=first.unit))
    Dossier.objects.filter(pk=first.pk).update(first_filed_at=datetime(2027, 2, 28, 23, 30, tzinfo=UTC))
    Dossier.objects.filter(pk=second.pk).update(first_filed_at=datetime(2027, 3, 1, 22, 59, tzinfo=UTC))
    return in_english(a_holder(Role.INSTITUTE_OFFICER, first.institute)), {first.reference, second.reference}


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("from=2027-03-01", True), ("to=2027-03-01", True), ("from=2027-03-01&to=01/03/2027", True),
     ("to=2027-02-28", False), ("from=2027-03-02", False), ("from=2027-03-02&to=2027-03-01", False)],
)  # fmt: skip
def test_days_of_reception_are_those_of_paris_both_included(house, query, is_found):
    client, both = house
    assert found(client, query) == (both if is_found else set())


def test_the_summer_hour_has_its_own_midnight(house):
    client, both = house
    Dossier.objects.filter(reference__in=both).update(first_filed_at=datetime(2027, 6, 30, 22, 15, tzinfo=UTC))
    assert found(client, "from=2027-07-01&to=2027-07-01") == both
    assert found(client, "to=2027-06-30") == set()


def test_days_asked_stand_in_the_address_the_words_the_form_the_files_and_the_acts(house):
    client, both = house
    page = client.get("/triage/?from=01/03/2027&to=2027-03-31")
    assert page.context["query"] == "from=2027-03-01&to=2027-03-31"
    assert [label for label, _without in page.context["chips"]] == [
        "received from 1 March 2027", "received by 31 March 2027",
    ]  # fmt: skip
    assert [without for _label, without in page.context["chips"]] == ["to=2027-03-31", "from=2027-03-01"]
    form = client.get("/triage/filters/?from=01/03/2027&to=2027-03-31").text
    assert 'name="from" type="date" value="2027-03-01"' in form
    assert 'name="to" type="date" value="2027-03-31"' in form
    lines = b"".join(client.get("/triage/dossiers.csv?to=2027-02-28").streaming_content).decode()
    assert not any(reference in lines for reference in both)
    # the short form of the board keeps them, as do an act on all that the filters find and a view
    assert ("from", "2027-03-01") in page.context["kept"]
    asked = {"act": "inform", "everything": "1", "query": "from=2027-03-02"}
    assert "none was chosen" in client.post("/triage/several/", asked, follow=True).text
    client.post("/triage/views/", {"name": "Mars", "query": "from=2027-03-01"})
    assert client.get("/triage/views/").context["views"][0].query == "from=2027-03-01"


def test_counts_of_some_days_are_kept_and_follow_what_is_filed_since():
    first = a_filed_dossier()
    client = in_english(a_holder(Role.INSTITUTE_OFFICER, first.institute))
    today = timezone.now().date()
    query = f"from={today - timedelta(days=2)}&to={today + timedelta(days=2)}"

    def counted():
        with CaptureQueriesContext(connection) as asked:
            total = client.get(f"/triage/?{query}").context["page"].total
        times = sum("COUNT(" in one["sql"] or "ARRAY_AGG(" in one["sql"] for one in asked.captured_queries)
        return total, times if connection.vendor == "postgresql" else None

    kept = 0 if connection.vendor == "postgresql" else None
    assert counted()[0] == 1
    assert counted() == (1, kept)
    # other days are counted for themselves
    assert client.get(f"/triage/?to={today - timedelta(days=2)}").context["page"].total == 0
    a_filed_dossier(call=first.call, carrier=a_person(unit=first.unit))
    assert counted()[0] == 2
    assert counted() == (2, kept)


def test_the_day_of_reception_is_written_with_the_filed_version_alone():
    """Why the board may keep its counts of days though no new edition comes with this column: it never changes.

    `test_machine.py` finds it so after any walk; here, that no other code writes it.
    """
    written = re.compile(r"first_filed_at\s*=[^=]|[\"']first_filed_at[\"']")
    places = {
        str(path.relative_to(settings.BASE_DIR))
        for app in settings.LOCAL_APPS
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if "migrations" not in path.parts and written.search(path.read_text())
    }
    assert places == {
        # the first filing, and the order of the board
        "proposals/effects.py", "proposals/board/columns.py", "proposals/models/dossiers.py",
        # invented dossiers, written with their filed version, and the sample of a mail
        "proposals/generate/dossiers.py", "proposals/messages/samples.py",
        # orders of lists
        "evaluation/views/sessions.py", "evaluation/demo/sessions.py", "evaluation/demo/reviews.py",
        "evaluation/demo/assignments.py",
    }  # fmt: skip


# -- every column ----------------------------------------------------------------------------------------
@pytest.fixture
def apart():
    """Two dossiers that differ in every column, a frame that sees both and all parts, their rows."""
    institutes = [an_institute(), an_institute()]
    calls = [a_permanent_or_annual_call("iea"), a_permanent_or_annual_call("irp", year=2041)]
    made = []
    for place, (institute, call) in enumerate(zip(institutes, calls, strict=True)):
        carrier = a_person(unit=a_unit_with_everything(institute=institute), first_name=("Nora", "Ignace")[place],
                           last_name=("Aubrespin", "Morvillars")[place])  # fmt: skip
        made.append(a_filed_dossier(call=call, carrier=carrier))
    now = timezone.now()
    for place, dossier in enumerate(made):
        Dossier.objects.filter(pk=dossier.pk).update(
            asked=(9_000, 14_000)[place], blocks=1 - place, delegation=a_delegation(),
            listed={**dossier.listed, "title": ("Écume", "Abysses")[place], "acronym": ("ECU", "ABY")[place],
                    "partners": [[("Kita", "Minami")[place], ("JP", "BR")[place]]]},
            listed_countries=(" JP ", " BR ")[place], search_text=f" {SEARCHED[place]} ",
            first_filed_at=now - timedelta(days=30 * place), state=("filed", "admissible")[place],
            state_since=now - timedelta(days=90 * (1 - place)),
        )  # fmt: skip
        dossier.visas.update(state=VisaState.GIVEN, opinion=(VisaOpinion.FAVOURABLE, VisaOpinion.RESERVED)[place],
                             given_by=carrier, given_at=now)  # fmt: skip
    derci = a_holder(Role.DERCI_OFFICER)
    return in_english(derci), Frame(standing_of(derci), now, "en"), made


# what a filing writes of the two, folded: `test_board.py` finds a dossier by what was filed
SEARCHED = ("aubrespin ecu ecume japan kita nora", "abysses aby brazil ignace minami morvillars")


def values_to_try(name, row, column, what):
    """What somebody who reads this cell would ask of the filter `name`."""
    if name in BY_SLUG:
        return [value for value, _label in BY_SLUG[name].options(what.frame)]
    if name in ("min", "max"):
        return [str(row.asked)]
    if name in ("from", "to"):
        return [value.isoformat() for value in column.values(row, what) if isinstance(value, date)]
    return [str(value) for value in column.values(row, what) if value]


@pytest.mark.parametrize("column", [DOSSIER, *COLUMNS], ids=lambda column: column.slug)
def test_every_column_of_the_board_can_be_filtered(apart, column):
    """By a filter of its own, or by the search: each that it names tells two dossiers apart by what its cell shows."""
    client, frame, made = apart
    assert column.filters, f"the column {column.slug} is shown and nothing filters it"
    assert set(column.filters) <= {*BY_SLUG, *OWN_NAMES}
    rows = listed(lambda: on_board(frame.standing).filter(pk__in=[one.pk for one in made]).order_by("pk"), 0, 2, None)
    with override("en"):
        what = shown(frame, rows, [column])
        tried = {name: [value for row in rows for value in values_to_try(name, row, column, what)]
                 for name in column.filters}  # fmt: skip
    alone = [{one.reference} for one in made]
    for name, values in tried.items():
        assert any(found(client, urlencode({name: value})) in alone for value in values), (column.slug, name, values)
