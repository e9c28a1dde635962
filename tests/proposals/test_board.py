"""The board of triage: who sees what, every filter and order, search, pages, saved views."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from directory.enums import Role
from directory.models import Person
from directory.relations import visible
from directory.standing import standing_of
from instruments.enums import PriorityKind
from instruments.models import Priority
from proposals.access import BOARD_OWN
from proposals.actions.filing import take_back
from proposals.actions.writing import save_answer
from proposals.board.columns import COLUMNS, SORTS
from proposals.board.editions import COUNTED
from proposals.board.filters import CHOICES, NEED_NOTHING, received_condition, searched_words, unit_condition
from proposals.board.frame import Frame
from proposals.enums import DossierState as S
from proposals.enums import VisaOpinion, VisaState
from proposals.models import Dossier, InformedInstitute, SavedView
from proposals.models.dossiers import FILED
from proposals.querysets.board import with_words
from tests.clients import in_english
from tests.factories import a_delegation, a_holder, a_person, an_institute, an_office
from tests.harness.shared import undone_at_last
from tests.proposals.dossiers import (
    a_complete_dossier,
    a_filed_dossier,
    a_permanent_or_annual_call,
    a_unit_with_everything,
)
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(client, query="all=1"):
    """References on the board, in order."""
    page = client.get(f"/triage/?{query}")
    assert page.status_code == 200
    return [row.reference for row in page.context["page"].rows]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """Three filed dossiers of one institute and call, told apart in every column, and the officer of that institute."""
    with undone_at_last(django_db_blocker):
        yield a_board()


@pytest.fixture
def house(db, built):
    """That board, as it was built, and its officer signed in."""
    officer = Person.objects.get(pk=built["officer"].pk)
    return {**built, "officer": officer, "client": in_english(officer),
            "dossiers": [Dossier.objects.get(pk=one.pk) for one in built["dossiers"]]}  # fmt: skip


def a_board():
    institute = an_institute()
    call = a_permanent_or_annual_call("iea")
    units = [a_unit_with_everything(institute=institute, code=code) for code in ("UMR 7154", "UMR 8190", "UPR 22")]
    made = [a_filed_dossier(call=call, carrier=a_person(unit=unit)) for unit in units]
    now = timezone.now()
    for place, (dossier, title, carrier, country, asked) in enumerate(zip(
        made, ("Écume des mers", "Abysses et coraux", "Poussières sahariennes"),
        ("thevard clemence", "aubrespin solenne", "morvillars ignace"), (" JP ", " BR CL ", " GB "),
        (9_000, 12_500, 14_000), strict=True,
    )):  # fmt: skip
        Dossier.objects.filter(pk=dossier.pk).update(
            listed={**dossier.listed, "title": title}, title_key=title.casefold().replace("é", "e"),
            carrier_key=carrier, listed_countries=country, asked=Decimal(asked), blocks=int(place == 0),
            warns=int(place == 1), first_filed_at=now - timedelta(days=10 - place),
            state_since=now - timedelta(days=(30, 18, 1)[place]),
        )  # fmt: skip
    officer = a_holder(Role.INSTITUTE_OFFICER, institute)
    return {"officer": officer, "institute": institute, "call": call, "dossiers": made,
            "names": [one.reference for one in made]}  # fmt: skip


# -- rights ------------------------------------------------------------------------------------------
def test_an_officer_sees_the_dossiers_of_the_institute_and_no_other(house):
    other = a_filed_dossier()
    assert sorted(found(house["client"])) == sorted(house["names"])
    assert other.reference not in house["client"].get("/triage/?all=1").text


def test_the_derci_sees_every_filed_dossier(house):
    other = a_filed_dossier()
    derci = in_english(a_holder(Role.DERCI_OFFICER, None))
    assert sorted(found(derci)) == sorted([*house["names"], other.reference])


def test_a_draft_is_neither_listed_nor_counted_nor_found(house):
    carrier = a_person(unit=house["dossiers"][0].unit)
    before = house["client"].get("/triage/?all=1")
    draft = a_complete_dossier(call=house["call"], carrier=carrier)
    Dossier.objects.filter(pk=draft.pk).update(title="Chrysanthème", is_with_institute=True)
    after = house["client"].get("/triage/?all=1")
    assert [tab.count for tab in after.context["page"].tabs] == [tab.count for tab in before.context["page"].tabs]
    assert "Chrysanth" not in after.text + house["client"].get("/triage/?q=chrysantheme").text.split("ci-filters")[0]
    assert found(house["client"], "q=chrysantheme") == []


def test_what_is_changed_after_taking_back_does_not_show(house):
    dossier = house["dossiers"][0]
    by, now = standing_of(dossier.carrier), timezone.now()
    take_back(dossier, at=now, by=by)
    answer = dossier.answers.get(field="title")
    save_answer(dossier, field="title", value="Zanzibar", revision=answer.revision, at=now, by=by)
    assert "Zanzibar" not in house["client"].get("/triage/?all=1&col=call&col=state").text
    assert found(house["client"], "q=zanzibar") == []
    assert found(house["client"], "taken=yes") == [dossier.reference]


def test_an_informed_institute_reads_others_dossiers_apart_and_in_public_words(house):
    other = a_filed_dossier()
    InformedInstitute.objects.create(dossier=other, institute=house["institute"], informed_at=timezone.now())
    client = house["client"]
    assert other.reference not in found(client)
    assert found(client, "place=informed") == [other.reference]
    before = client.get("/triage/?place=informed")
    Dossier.objects.filter(pk=other.pk).update(state=S.ADMISSIBLE, state_since=timezone.now())
    Dossier.objects.filter(pk=other.pk).update(state=S.RANKED, blocks=3)
    after = client.get("/triage/?place=informed")
    assert "Ranked" not in after.text
    assert "In evaluation" in after.text
    assert "ci-pick" not in after.text
    for query in ("rules=block", "visa=awaited", "late=late", "sort=visa", "sort=age", "sort=rules", "col=visa"):
        page = client.get(f"/triage/?place=informed&{query}")
        assert [row.reference for row in page.context["page"].rows] == [other.reference]
        assert page.context["said"], query
    assert before.context["page"].total == after.context["page"].total == 1


def test_inner_states_cannot_be_told_apart_by_an_informed_institute(house):
    others = [a_filed_dossier() for _number in range(2)]
    for other, state in zip(others, (S.RANKED, S.ADMISSIBLE), strict=True):
        InformedInstitute.objects.create(dossier=other, institute=house["institute"], informed_at=timezone.now())
        Dossier.objects.filter(pk=other.pk).update(state=state)
    both = sorted(one.reference for one in others)
    tabs = house["client"].get("/triage/?place=informed").context["page"].tabs
    evaluated = next(tab for tab in tabs if tab.label == "In evaluation")
    assert evaluated.count == 2
    assert sorted(found(house["client"], evaluated.query)) == both
    assert found(house["client"], "place=informed&state=ranked") == found(house["client"], "place=informed")


# -- filters -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("country=JP", [0]), ("country=CL", [1]), ("country=JP&country=GB", [0, 2]), ("rules=block", [0]),
        ("rules=warn", [1]), ("rules=ok", [2]), ("late=late", [0]), ("late=near", [1]), ("min=12500", [1, 2]),
        ("max=12+500,00+€", [0, 1]), ("min=10000&max=13000", [1]), ("unit=umr", [0, 1]), ("unit=UMR7154", [0]),
        ("unit=umr+8190", [1]), ("unit=7154", []), ("instrument=iea", [0, 1, 2]), ("instrument=irp", []),
        ("state=filed", [0, 1, 2]), ("state=admissible", []), ("state=filed&state=admissible", [0, 1, 2]),
        ("visa=awaited", [0, 1, 2]), ("visa=none", []), ("visa=favourable", []), ("taken=yes", []),
    ],
)  # fmt: skip
def test_each_filter_keeps_what_answers(house, query, places):
    assert sorted(found(house["client"], query)) == sorted(house["names"][place] for place in places)


def test_filters_by_call_year_delegation_institute(house):
    client, names, one = house["client"], sorted(house["names"]), house["dossiers"][0]
    another = a_filed_dossier(carrier=a_person(unit=one.unit), call=a_permanent_or_annual_call("iea", year=2041))
    assert found(client, "year=2041") == [another.reference]
    assert found(client, f"call={another.call.slug}") == [another.reference]
    assert sorted(found(client, f"call={house['call'].slug}")) == names
    delegation = a_delegation()
    Dossier.objects.filter(pk=one.pk).update(delegation=delegation)
    assert found(client, f"delegation={delegation.number}") == [one.reference]
    derci = in_english(a_holder(Role.DERCI_OFFICER, None))
    elsewhere = a_filed_dossier()
    assert found(derci, f"institute={elsewhere.institute.code}") == [elsewhere.reference]


def test_filters_by_the_opinion_of_the_director(house):
    for dossier, opinion in zip(house["dossiers"], (VisaOpinion.FAVOURABLE, VisaOpinion.RESERVED), strict=False):
        dossier.visas.update(state=VisaState.GIVEN, opinion=opinion, given_by=house["officer"], given_at=timezone.now())
    assert found(house["client"], "visa=favourable") == [house["names"][0]]
    assert sorted(found(house["client"], "visa=reserved&visa=awaited")) == sorted(house["names"][1:])
    assert found(house["client"], "sort=visa")[:2] == house["names"][:2]


def test_a_priority_tags_and_filters_the_dossiers_of_its_institute_in_its_call(house):
    wanted = {"call": house["call"], "kind": PriorityKind.GEOGRAPHIC, "countries": ["JP", "CL"]}
    mine = Priority.objects.create(institute=house["institute"], label_fr="Pacifique", label_en="Pacific", **wanted)
    others = Priority.objects.create(institute=an_institute(), label_fr="Ailleurs", label_en="Elsewhere", **wanted)
    assert sorted(found(house["client"], f"priority={mine.pk}")) == sorted(house["names"][:2])
    assert sorted(found(house["client"], "priority=any")) == sorted(house["names"][:2])
    page = house["client"].get(f"/triage/?priority={others.pk}")
    assert page.context["said"]
    assert page.text.count(">Pacific</span>") == 2
    assert "Elsewhere" not in page.text


def test_the_counts_by_state_follow_the_other_filters(house):
    Dossier.objects.filter(pk=house["dossiers"][0].pk).update(state=S.ADMISSIBLE)
    tabs = house["client"].get("/triage/?state=admissible&max=13000").context["page"].tabs
    assert [(tab.label, tab.count, tab.is_current) for tab in tabs] == [
        ("All", 2, False), ("To be examined", 1, False), ("Admissible", 1, True),
    ]  # fmt: skip


def told(client, query="rules=ok&rules=warn&rules=block"):
    """Label and count of each tab, and how often dossiers were counted for them."""
    with CaptureQueriesContext(connection) as asked:
        tabs = client.get(f"/triage/?{query}").context["page"].tabs
    counted = [one["sql"] for one in asked.captured_queries if "COUNT(" in one["sql"] or "ARRAY_AGG(" in one["sql"]]
    return [(tab.label, tab.count) for tab in tabs], len(counted)


def test_what_is_counted_holds_for_every_order_and_state_until_a_dossier_changes(house):
    client, dossier = house["client"], house["dossiers"][1]
    before, _times = told(client)
    again = 0 if connection.vendor == "postgresql" else 1
    for query in ("", "&sort=-asked", "&state=filed", "&page=1"):
        assert told(client, f"rules=ok&rules=warn&rules=block{query}") == (before, again)
    assert before == [("All", 3), ("To be examined", 3)]
    # an act, a row written by hand, one that is gone from the board: whoever changes it, the counts follow
    dossier.visas.in_force().update(state=VisaState.WAIVED)
    perform(dossier, "admit", by=standing_of(house["officer"]))
    assert told(client) == ([("All", 3), ("To be examined", 2), ("Admissible", 1)], 1)
    Dossier.objects.filter(pk=dossier.pk).update(institute=an_institute())
    assert told(client) == ([("All", 2), ("To be examined", 2)], 1)
    Dossier.objects.filter(pk=dossier.pk).update(state=S.ROUTED, routed_to=house["institute"])
    assert told(client) == ([("All", 3), ("To be examined", 2), ("Passed on", 1)], 1)
    Dossier.objects.filter(pk=dossier.pk).update(state=S.ADMISSIBLE, routed_to=None)
    asked = "visa=waived"
    assert told(client, asked)[0] == [("All", 0)]
    house["dossiers"][0].visas.in_force().update(state=VisaState.WAIVED)
    assert told(client, asked)[0] == [("All", 1), ("To be examined", 1)]
    # what is typed in a draft counts nothing anew
    told(client)
    Dossier.objects.filter(pk=dossier.pk).update(title="x", changed_at=timezone.now())
    assert told(client)[1] == again


def test_a_new_edition_comes_with_every_column_that_a_filter_of_the_board_reads(house):
    frame = Frame(standing_of(house["officer"]), timezone.now(), "fr")
    kept = [one for one in CHOICES if one.slug in NEED_NOTHING]
    conditions = [one.condition([value], frame) for one in kept for value, _label in one.options(frame)]
    day = frame.now.date()
    conditions += [unit_condition("UMR 7154"), visible(BOARD_OWN, frame.standing), FILED, Q(asked__gte=1),
                   received_condition(day, day)]  # fmt: skip
    read = {name for condition in conditions for name in columns(condition)} - {"pk"}
    assert {"state", "blocks", "state_since", "listed_countries", "institute"} <= read
    # the day of reception comes with the first filed version and stays: `test_board_dates.py`
    never_changes = {"first_filed_at"}
    assert {Dossier._meta.get_field(name).attname for name in read} == never_changes | set(COUNTED) & {
        Dossier._meta.get_field(name).attname for name in read
    }


def columns(condition):
    """The columns that a condition names, its subqueries left out."""
    for child in condition.children:
        yield from columns(child) if isinstance(child, Q) else [child[0].partition("__")[0]]


# -- search ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    ["ECUME", "écu", "Écume mer", "clém thév", "umr 7154", "UMR7154", "umr 71", "Kita Universität", "œuvre"],
)
def test_search_folds_case_accents_codes_and_takes_beginnings(house, typed):
    Dossier.objects.filter(pk=house["dossiers"][0].pk).update(
        search_text=" 0001 clemence ecume iea kita mers oeuvres thevard umr umr7154 universitat "
    )
    assert house["names"][0] in found(house["client"], f"q={typed}")


@pytest.mark.parametrize(
    "typed", ["kita", "umr 71", "mers kita", "kit mer 0001", "l’écume d’0001", "k" * 300, "aita", "kita écumes"]
)
def test_what_the_index_of_words_finds_is_what_the_text_says(house, typed):
    Dossier.objects.filter(pk=house["dossiers"][0].pk).update(
        search_text=f" 0001 ecume kita mers umr umr7154 {'k' * 3000} "
    )
    words = searched_words(typed)
    looked_up, read = (set(Dossier.objects.filter(with_words(words, are_common=one))) for one in (False, True))
    assert looked_up == read
    assert (house["dossiers"][0] in read) is (typed not in ("aita", "kita écumes"))


def test_the_counts_are_those_of_the_rows_whatever_the_offices(house):
    """Passed on to another institute, whose officer holds a second office over the first: counted once."""
    other = an_institute()
    Dossier.objects.filter(pk=house["dossiers"][0].pk).update(state=S.ROUTED, routed_to=other)
    for holder in (house["officer"], a_holder(Role.INSTITUTE_OFFICER, other), a_holder(Role.DERCI_OFFICER)):
        an_office(holder, Role.INSTITUTE_DIRECTION, other)
        page = in_english(holder).get("/triage/?all=1").context["page"]
        assert page.total == len(page.rows) == len({row.pk for row in page.rows}) >= 1
        assert sum(tab.count for tab in page.tabs[1:]) == page.tabs[0].count == page.total


def test_search_finds_a_dossier_by_what_was_filed(house):
    first = house["dossiers"][0]
    for typed in (first.reference, "fonds marins", first.carrier.last_name, first.unit.code, "ocean", "Université 0",
                  "mori0", "Japon", "japan"):  # fmt: skip
        assert first.reference in found(house["client"], f"q={typed}"), typed
    assert found(house["client"], "q=fonds+introuvable") == []


def test_a_word_in_the_middle_of_another_is_not_found(house):
    assert found(house["client"], "q=arins") == []


# -- order, pages, columns -----------------------------------------------------------------------------
@pytest.mark.parametrize("sort", [*SORTS, *(f"-{slug}" for slug in SORTS)])
def test_every_order_is_total_and_the_other_way_round_is_its_reverse(house, sort):
    page = house["client"].get(f"/triage/?sort={sort}")
    assert not page.context["said"]
    order = found(house["client"], f"sort={sort}")
    other = sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
    assert sorted(order) == sorted(house["names"])
    if sort.removeprefix("-") not in ("delegation", "asked", "visa"):
        assert found(house["client"], f"sort={other}") == order[::-1]


@pytest.mark.parametrize(
    ("sort", "places"),
    [("title", [1, 0, 2]), ("carrier", [1, 2, 0]), ("asked", [0, 1, 2]), ("-asked", [2, 1, 0]), ("unit", [0, 1, 2]),
     ("country", [1, 2, 0]), ("age", [0, 1, 2]), ("filed", [0, 1, 2]), ("-rules", [0, 1, 2])],
)  # fmt: skip
def test_orders_say_what_they_say(house, sort, places):
    assert found(house["client"], f"sort={sort}") == [house["names"][place] for place in places]


def test_pages_of_fifty_never_overlap(house, monkeypatch):
    monkeypatch.setattr("proposals.board.page.PER_PAGE", 2)
    first, second = found(house["client"], "sort=call"), found(house["client"], "sort=call&page=2")
    assert (len(first), len(second)) == (2, 1)
    assert sorted(first + second) == sorted(house["names"])


def test_every_column_can_be_shown(house):
    query = "&".join(f"col={column.slug}" for column in COLUMNS)
    page = house["client"].get(f"/triage/?{query}")
    with translation.override("en"):
        assert [head.label for head in page.context["headings"]] == ["Dossier", *(str(one.label) for one in COLUMNS)]
    assert house["institute"].name in page.text
    only = house["client"].get("/triage/?col=asked").text
    assert "€12,500" in only
    assert "ci-c-carrier" not in only


def test_what_people_typed_is_shown_as_text(house):
    dossier = house["dossiers"][0]
    Dossier.objects.filter(pk=dossier.pk).update(
        listed={**dossier.listed, "title": "<script>alert(1)</script>", "carrier": "<b>", "laboratory": '"><i>'}
    )
    text = house["client"].get("/triage/?all=1").text
    assert "<script>alert" not in text
    assert "<b>" not in text.split("<tbody>")[1].split("</tbody>")[0]
    assert "<i>" not in text


def test_the_age_is_said_in_words_against_the_target(house):
    text = house["client"].get("/triage/?all=1").text
    # Paris days: an hour of difference in winter may make one less of the thirty
    assert "for 30 days, 9 too many" in text or "for 29 days, 8 too many" in text
    assert "for 1 day" in text


# -- saved views -------------------------------------------------------------------------------------
def test_a_view_is_kept_opened_and_shared_as_an_address(house):
    client = house["client"]
    client.post("/triage/views/", {"name": "Japan", "query": "country=JP&sort=-asked&forged=1"})
    view = SavedView.objects.get(person=house["officer"])
    assert (view.name, view.query) == ("Japan", "country=JP&sort=-asked")
    assert client.get(f"/triage/views/{view.uid}/").headers["Location"] == "/triage/?country=JP&sort=-asked"
    other = in_english(a_holder(Role.INSTITUTE_OFFICER, an_institute()))
    assert other.get(f"/triage/views/{view.uid}/").headers["Location"] == "/triage/?country=JP&sort=-asked"
    assert found(other, "country=JP") == []
    assert "Japan" not in other.get("/triage/views/").text


def test_nobody_changes_or_deletes_anothers_view(house):
    view = SavedView.objects.create(person=house["officer"], name="Mine", query="country=JP")
    other = in_english(a_holder(Role.INSTITUTE_OFFICER, an_institute()))
    for data in ({"delete": "1"}, {"first": "1"}):
        assert other.post(f"/triage/views/{view.uid}/change/", data).status_code == 404
    view.refresh_from_db()
    assert not view.is_default


def test_the_same_name_replaces_and_one_view_opens_first(house):
    client = house["client"]
    client.post("/triage/views/", {"name": "A", "query": "country=JP", "is_default": "on"})
    client.post("/triage/views/", {"name": "A", "query": "country=BR", "is_default": "on"})
    client.post("/triage/views/", {"name": "B", "query": "country=GB", "is_default": "on"})
    views = SavedView.objects.filter(person=house["officer"])
    assert [(view.name, view.query, view.is_default) for view in views] == [
        ("A", "country=BR", False), ("B", "country=GB", True),
    ]  # fmt: skip
    assert client.get("/triage/").headers["Location"] == "/triage/?country=GB"
    assert client.get("/triage/?all=1").status_code == 200
    client.post(f"/triage/views/{views[1].uid}/change/", {"last": "1"})
    assert client.get("/triage/").status_code == 200
    client.post(f"/triage/views/{views[1].uid}/change/", {"delete": "1"})
    assert [view.name for view in SavedView.objects.all()] == ["A"]
