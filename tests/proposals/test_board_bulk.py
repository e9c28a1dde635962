"""Acts on several dossiers: what the preview says is what is done, once, and can be undone where nothing followed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from notifications.models import OutboxMail
from proposals.actions import visas
from proposals.actions.bulk import undo
from proposals.board.bulk import REVERSE, WORKS
from proposals.enums import DossierState as S
from proposals.enums import VisaOpinion
from proposals.models import BulkAct, Dossier, InformedInstitute
from proposals.workflow import DOSSIER
from tests.clients import in_english
from tests.factories import a_holder, a_person, an_institute
from tests.proposals.dossiers import a_filed_dossier, a_permanent_or_annual_call, a_unit_with_everything, the_director
from workflow.engine import Refused, perform
from workflow.history import record, timeline

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def house():
    """Three filed dossiers: two with the director's opinion, one without; the officer signed in."""
    institute = an_institute()
    unit, call = a_unit_with_everything(institute=institute), a_permanent_or_annual_call("iea")
    made = [a_filed_dossier(call=call, carrier=a_person(unit=unit)) for _number in range(3)]
    for dossier in made[:2]:
        visas.give_visa(dossier.visas.get(), opinion=VisaOpinion.FAVOURABLE, at=timezone.now(),
                        by=the_director(dossier))  # fmt: skip
    officer = a_holder(Role.INSTITUTE_OFFICER, institute)
    return {"client": in_english(officer), "officer": officer, "dossiers": made}


def states(house):
    return [Dossier.objects.get(pk=one.pk).state for one in house["dossiers"]]


def send(house, act="admit", dossiers=None, **more):
    chosen = house["dossiers"] if dossiers is None else dossiers
    data = {"act": act, "dossier": [str(one.uid) for one in chosen], "query": "sort=title", **more}
    return house["client"].post("/triage/several/", data)


def confirmed(house, **more):
    answer = send(house, confirm="1", token=str(uuid4()), **more)
    assert answer.status_code == 302
    return BulkAct.objects.get(uid=re.search(r"several/([0-9a-f-]+)/", answer.headers["Location"])[1])


def test_the_preview_says_what_will_happen_and_why_not_and_does_nothing(house):
    page = send(house)
    assert page.status_code == 200
    assert [plan.dossier for plan in page.context["possible"]] == house["dossiers"][:2]
    assert "The opinion of the unit’s director is missing" in page.text
    assert states(house) == [S.FILED] * 3
    assert not BulkAct.objects.exists()


def test_confirming_does_to_each_what_the_preview_said(house):
    page = send(house)
    promised = [plan.dossier for plan in page.context["possible"]]
    bulk = confirmed(house, dossiers=promised)
    assert states(house) == [S.ADMISSIBLE, S.ADMISSIBLE, S.FILED]
    done = house["client"].get(f"/triage/several/{bulk.uid}/")
    assert len(done.context["done"]) == 2
    assert done.context["can_undo"]


def test_what_changed_since_the_preview_is_said_and_holds_up_no_other(house):
    perform(house["dossiers"][0], "admit", by=standing_of(house["officer"]))
    bulk = confirmed(house)
    assert states(house) == [S.ADMISSIBLE, S.ADMISSIBLE, S.FILED]
    page = house["client"].get(f"/triage/several/{bulk.uid}/")
    assert len(page.context["refused"]) == 2
    assert "Not as the preview said" in page.text


def test_the_same_form_sent_twice_is_done_once(house):
    token = str(uuid4())
    answers = [send(house, confirm="1", token=token, dossiers=house["dossiers"][:2]) for _time in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert BulkAct.objects.count() == 1
    assert [row.act for row in timeline(house["dossiers"][0])].count("admit") == 1


def test_anothers_token_is_nobodys_business(house):
    token = uuid4()
    BulkAct.objects.create(uid=token, person=a_person(), act="admit", at=timezone.now())
    assert send(house, confirm="1", token=str(token)).status_code == 404
    assert states(house) == [S.FILED] * 3


def test_undoing_takes_back_what_nothing_followed(house):
    bulk = confirmed(house)
    record(house["dossiers"][1], "inform", by=standing_of(house["officer"]))
    answer = house["client"].post(f"/triage/several/{bulk.uid}/undo/", follow=True)
    assert states(house) == [S.FILED, S.ADMISSIBLE, S.FILED]
    assert "1 dossier is as it was before." in answer.text
    assert "Something happened to it since" in answer.text
    assert next(row.act for row in timeline(house["dossiers"][0])) == "reconsider"


def test_undoing_twice_is_undoing_once(house):
    bulk = confirmed(house)
    for _time in range(2):
        answer = house["client"].post(f"/triage/several/{bulk.uid}/undo/", follow=True)
    assert "This act is undone already." in answer.text
    assert [row.act for row in timeline(house["dossiers"][0])].count("reconsider") == 1


def test_after_half_an_hour_nothing_is_undone(house):
    bulk = confirmed(house)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        house["client"].force_login(house["officer"])
        answer = house["client"].post(f"/triage/several/{bulk.uid}/undo/", follow=True)
    assert "can be undone for 30 minutes" in answer.text
    assert states(house)[0] == S.ADMISSIBLE


def test_only_who_did_it_sees_and_undoes_it(house):
    bulk = confirmed(house)
    colleague = a_holder(Role.INSTITUTE_OFFICER, house["dossiers"][0].institute)
    other = in_english(colleague)
    assert other.get(f"/triage/several/{bulk.uid}/").status_code == 404
    assert other.post(f"/triage/several/{bulk.uid}/undo/").status_code == 404
    with pytest.raises(Refused):
        undo(bulk, at=timezone.now(), by=standing_of(colleague))
    assert states(house)[0] == S.ADMISSIBLE


def test_dossiers_of_another_institute_are_left_out_and_told_nothing_of(house):
    elsewhere = a_filed_dossier()
    page = send(house, dossiers=[house["dossiers"][0], elsewhere])
    assert [plan.dossier for plan in page.context["possible"]] == house["dossiers"][:1]
    assert elsewhere.reference not in page.text
    confirmed(house, dossiers=[house["dossiers"][0], elsewhere])
    elsewhere.refresh_from_db()
    assert elsewhere.state == S.FILED


def test_the_derci_cannot_admit_in_numbers_what_institutes_admit(house):
    derci = in_english(a_holder(Role.DERCI_OFFICER, None))
    assert "Declare admissible" not in derci.get("/triage/?all=1").text
    data = {"act": "admit", "dossier": [str(house["dossiers"][0].uid)], "confirm": "1"}
    assert derci.post("/triage/several/", data).headers["Location"] == "/triage/?all=1"
    assert states(house)[0] == S.FILED


def test_directors_are_reminded_once_a_day(house):
    page = send(house, act="remind")
    assert [plan.dossier for plan in page.context["possible"]] == house["dossiers"][2:]
    confirmed(house, act="remind")
    assert OutboxMail.objects.filter(key="visa.reminder").count() == 1
    assert "reminded less than a day ago" in send(house, act="remind").text
    bulk = confirmed(house, act="remind")
    assert len([entry for entry in bulk.done if "reasons" in entry]) == 3
    assert OutboxMail.objects.filter(key="visa.reminder").count() == 1


def test_another_institute_is_informed_of_several_at_once(house):
    other = an_institute()
    page = send(house, act="inform")
    assert len(page.context["possible"]) == 3
    assert not InformedInstitute.objects.exists()
    asked = send(house, act="inform", confirm="1", token=str(uuid4()), institute="999999")
    assert asked.status_code == 422
    assert "Choose the institute to be informed." in asked.text
    confirmed(house, act="inform", institute=str(other.pk))
    assert InformedInstitute.objects.filter(institute=other).count() == 3
    own = confirmed(house, act="inform", institute=str(house["dossiers"][0].institute_id))
    assert all("reasons" in entry for entry in own.done)


def test_every_bulk_act_of_the_table_is_offered_and_each_reverse_leads_back():
    assert {one.name for one in DOSSIER.transitions if one.is_bulk and one.is_offered} < set(WORKS)
    for act, back in REVERSE.items():
        # an act that is never offered would promise what never happens
        assert act in WORKS
        forth, reverse = DOSSIER.transition(act), DOSSIER.transition(back.act)
        assert forth.target in reverse.sources
        assert forth.sources == (reverse.target,)


def test_all_that_the_filters_find_is_previewed_bounded_and_done_as_previewed(house, monkeypatch):
    unit, call = house["dossiers"][0].unit, house["dossiers"][0].call
    elsewhere = a_filed_dossier(call=call)
    others = [a_filed_dossier(call=call, carrier=a_person(unit=unit)) for _number in range(2)]
    perform(others[0], "withdraw", by=standing_of(others[0].carrier), reason="Le projet change.")
    page = send(house, dossiers=[], everything="1", query=f"unit={unit.code}&sort=reference")
    assert [plan.dossier for plan in page.context["possible"]] == house["dossiers"][:2]
    assert [plan.dossier for plan in page.context["refused"]] == [house["dossiers"][2], others[1]]
    assert "1 other dossier answers to the filters in a state that this act does not change." in page.text
    assert elsewhere.reference not in page.text
    # the bound is said, and the board's own order decides which come first
    monkeypatch.setattr("proposals.views.board_bulk.MOST_AT_ONCE", 1)
    page = send(house, dossiers=[], everything="1", query=f"unit={unit.code}&sort=-reference")
    assert [plan.dossier for plan in page.context["refused"]] == [others[1]]
    assert "4 dossiers answer to the filters: here are the first 1" in page.text
    # what is confirmed is what was previewed, whatever answers to the filters by then
    monkeypatch.undo()
    confirmed(house, dossiers=house["dossiers"][:1], everything="1")
    assert states(house) == [S.ADMISSIBLE, S.FILED, S.FILED]
