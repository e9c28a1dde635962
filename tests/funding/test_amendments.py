"""Requests for changes: each kind has its approver; what was asked becomes so once, or is refused in a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Office, Person
from directory.standing import PARIS, Standing, standing_of
from funding.actions.amending import ask_change
from funding.amendment_kinds import KINDS
from funding.deciding import decided_by, office_of
from funding.enums import AmendmentKind as K
from funding.models import Amendment, Award
from funding.report_content import planned_by_line
from notifications.models import OutboxMail
from tests.factories import a_person, an_office
from tests.funding.awards import an_award, officer_of
from tests.proposals.dossiers import a_unit_with_everything
from workflow.engine import Refused, perform

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def asked(award: Award, kind: K, data: dict[str, Any], **more: Any) -> Amendment:
    return ask_change(award, kind=kind, data=data, reason="Parce que.", token=uuid4(), at=NOW,
                      by=standing_of(award.carrier), **more)  # fmt: skip


def approver_of(amendment: Amendment) -> Standing:
    role = KINDS[amendment.kind].approver
    scope = None if role == Role.DERCI_OFFICER else amendment.award.institute
    return standing_of(an_office(a_person(), role, scope).person)


def approved(award: Award, kind: K, data: dict[str, Any]) -> Award:
    made = asked(award, kind, data)
    perform(made, "approve", by=approver_of(made), at=NOW)
    return Award.objects.get(pk=award.pk)


@pytest.fixture
def award() -> Award:
    return an_award("irp", starts_on=date(2026, 1, 1))


def test_another_carrier_takes_over_and_the_former_one_stays_a_member(award: Award):
    other = a_person(unit=award.unit)
    changed = approved(award, K.CARRIER, {"person": other.pk, "name": str(other)})
    assert changed.carrier_id == other.pk
    assert changed.members.filter(email=award.carrier.email).exists()


def test_the_managing_unit_changes_with_its_institute_and_delegation(award: Award):
    unit = a_unit_with_everything()
    changed = approved(award, K.UNIT, {"unit": unit.pk, "name": unit.code})
    assert (changed.unit_id, changed.institute_id, changed.delegation_id) == (
        unit.pk, unit.institute_id, unit.delegation_id
    )  # fmt: skip
    # what lists read of the tranches follows
    assert set(award.tranches.values_list("institute", "delegation")) == {(unit.institute_id, unit.delegation_id)}


def test_budget_lines_change_inside_the_tranche_to_the_cent(award: Award):
    lines = _lines_of(award)["lines"]
    slug, whole = next(iter(lines)), award.tranches.get(number=2).amount
    changed = approved(award, K.BUDGET, {"year": 2, "lines": lines})
    assert planned_by_line(changed, 2)[slug] == whole
    with pytest.raises(Refused):
        asked(award, K.BUDGET, {"year": 3, "lines": lines | {slug: f"{whole + Decimal('0.01'):.2f}"}})


def test_more_months_add_no_tranche_and_move_the_final_report(award: Award):
    changed = approved(award, K.PROLONGATION, {"months": 12})
    assert (changed.ends_on, changed.prolonged_months) == (date(2031, 12, 31), 12)
    assert changed.tranches.count() == 5
    assert changed.reports.get(kind="final").due_on == date(2032, 3, 31)
    with pytest.raises(Refused):
        asked(changed, K.PROLONGATION, {"months": 1})


def test_an_early_end_in_the_past_ends_at_once(award: Award):
    changed = approved(award, K.END, {"ends_on": "2027-02-01"})
    assert changed.state == "closing"
    assert [one.state for one in changed.tranches.all()] == ["planned", "planned", *["cancelled"] * 3]


def test_a_suspended_action_is_resumed_by_the_officer(award: Award):
    changed = approved(award, K.SUSPENSION, {})
    assert changed.state == "suspended"
    perform(changed, "resume", by=officer_of(changed), at=NOW, reason="Le terrain rouvre.")
    assert changed.state == "running"


def test_partners_join_and_leave_inside_the_rules(award: Award):
    fields = {"side": "foreign", "institution": "Université de Tohoku", "laboratory": "", "city": "Sendai",
              "country": "JP", "lead_first_name": "", "lead_last_name": "", "lead_email": ""}  # fmt: skip
    changed = approved(award, K.PARTNER_IN, fields)
    assert changed.partners.filter(left_on=None).count() == 2
    # a third country would break the rules of this instrument
    approved(award, K.PARTNER_IN, {**fields, "country": "CL"})
    with pytest.raises(Refused):
        asked(award, K.PARTNER_IN, {**fields, "country": "BR"})
    for partner in list(award.partners.filter(country="CL")):
        changed = approved(award, K.PARTNER_OUT, {"partner": partner.pk, "name": str(partner)})
    assert changed.countries == ["JP"]


def test_who_decides_is_said_by_the_kind_and_nobody_approves_their_own(award: Award):
    made = asked(award, K.PROLONGATION, {"months": 3})
    with pytest.raises(Refused):
        perform(made, "approve", by=officer_of(award), at=NOW)
    derci = standing_of(an_office(a_person(), Role.DERCI_OFFICER).person)
    own = ask_change(award, kind=K.UNIT, data={"unit": a_unit_with_everything().pk, "name": "UMR"}, reason="Mutation.",
                     token=uuid4(), at=NOW, by=derci)  # fmt: skip
    with pytest.raises(Refused):
        perform(own, "approve", by=derci, at=NOW)
    perform(made, "refuse", by=derci, at=NOW, reason="Le plan suffit.")
    assert Award.objects.get(pk=award.pk).prolonged_months == 0


def a_holder(award: Award, role: Role) -> Standing:
    scope = award.institute if role in (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION) else None
    return standing_of(an_office(a_person(), role, scope).person)


OFFICER, HEAD = Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION
DERCI, DIRECTOR = Role.DERCI_OFFICER, Role.DERCI_DIRECTOR
# what is asked, by whom (None: the carrier), who is in office besides, who decides
LINES = [
    (K.BUDGET, None, (OFFICER, HEAD, DERCI, DIRECTOR), OFFICER),
    (K.BUDGET, OFFICER, (OFFICER, HEAD, DERCI, DIRECTOR), OFFICER),
    # alone in the institute's office: its direction; no direction either: the directorate
    (K.BUDGET, OFFICER, (HEAD, DERCI, DIRECTOR), HEAD),
    (K.BUDGET, OFFICER, (DERCI, DIRECTOR), DERCI),
    (K.BUDGET, None, (HEAD, DERCI), HEAD),
    (K.SUSPENSION, HEAD, (OFFICER, DERCI, DIRECTOR), DERCI),
    (K.SUSPENSION, None, (OFFICER, DIRECTOR), DIRECTOR),
    (K.UNIT, DERCI, (OFFICER, HEAD, DIRECTOR), DIRECTOR),
]


@pytest.mark.parametrize(("kind", "asking", "besides", "deciding"), LINES)
def test_a_request_goes_up_where_nobody_but_who_asks_holds_the_office(
    kind: K, asking: Role | None, besides: tuple[Role, ...], deciding: Role, award: Award
):
    Office.objects.filter(role__in=(OFFICER, HEAD, DERCI, DIRECTOR)).delete()
    by = a_holder(award, asking) if asking else standing_of(award.carrier)
    # the office of another institute decides on nothing here
    others = {role: a_holder(award, role) for role in besides}
    elsewhere = standing_of(an_office(a_person(), deciding, a_unit_with_everything().institute).person) if (
        deciding in (OFFICER, HEAD)
    ) else standing_of(a_person())  # fmt: skip
    data = {K.BUDGET: _lines_of(award), K.SUSPENSION: {}, K.UNIT: {"unit": a_unit_with_everything().pk, "name": "UMR"}}
    made = ask_change(award, kind=kind, data=data[kind], reason="Parce que.", token=uuid4(), at=NOW, by=by)
    assert office_of(made) == deciding
    day = NOW.astimezone(PARIS).date()
    for role, standing in {**others, "who asks": by, "elsewhere": elsewhere}.items():
        where = decided_by(standing, day)
        listed = where is not None and Amendment.objects.filter(where).exists()
        assert listed == (role == deciding), role
        if role != deciding:
            with pytest.raises(Refused):
                perform(made, "refuse", by=standing, at=NOW, reason="Non.")
    told = set(OutboxMail.objects.filter(key="amendment.asked").values_list("person", flat=True))
    assert told == {others[deciding].person_id}
    perform(made, "approve", by=others[deciding], at=NOW)


def _lines_of(award: Award) -> dict[str, Any]:
    slugs = [line.slug for line in award.rules.spending.lines]
    whole = award.tranches.get(number=2).amount
    return {"year": 2, "lines": dict.fromkeys(slugs, "0.00") | {slugs[0]: f"{whole:.2f}"}}


@pytest.mark.both
def test_one_sending_is_one_request_and_one_of_a_kind_waits_at_a_time(award: Award):
    token, by = uuid4(), standing_of(award.carrier)
    given = {"kind": K.SUSPENSION, "data": {}, "reason": "Grève.", "at": NOW, "by": by}
    first = ask_change(award, token=token, **given)
    assert ask_change(award, token=token, **given).pk == first.pk
    with pytest.raises(Refused):
        ask_change(award, token=uuid4(), **given)
    perform(first, "withdraw", by=by, at=NOW)
    ask_change(award, token=uuid4(), **given)


def _form(award: Award, kind: K, sent: dict[str, Any], language: str) -> Any:
    Person.objects.filter(pk=award.carrier_id).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(award.carrier)
    return client.post(f"{award.get_absolute_url()}changes/{kind}/", {"reason": "Parce que.", **sent})


# what is asked, what is sent, the sentence in French, in English
BAD = [
    (K.CARRIER, {"email": "personne@nulle.part"}, "Personne n’a de compte à cette adresse", "Nobody has an account"),
    (K.CARRIER, {"email": "pas une adresse"}, "Ce n’est pas une adresse", "This is no e-mail address"),
    (K.PROLONGATION, {"months": "13"}, "Douze mois au plus.", "Twelve months at most."),
    (K.PROLONGATION, {"months": "0"}, "Un mois au moins.", "At least one month."),
    (K.PROLONGATION, {"months": "six"}, "Écrivez un nombre de mois.", "Write a number of months."),
    (K.PROLONGATION, {"months": "3", "reason": " "}, "Dites pourquoi", "Say why"),
    (K.END, {"ends_on": "31/02/2027"}, "Ce jour n’est pas compris.", "This day is not understood."),
    (K.END, {"ends_on": "2040-01-01"}, "Le nouveau dernier jour", "The new last day"),
    (K.PARTNER_OUT, {}, "Choisissez qui part.", "Choose who leaves."),
    (K.PARTNER_OUT, {"partner": "999999"}, "Sélectionnez un choix valide", "Select a valid choice"),
    (K.PARTNER_IN, {"side": "foreign", "country": "JP"}, "Nommez l’établissement.", "Name the institution."),
    (K.BUDGET, {"year": "1", "line-other": "5"}, "elles doivent être égales", "they must be equal"),
    (K.BUDGET, {"year": "1", "line-other": "NaN"}, "Ce montant n’est pas compris.", "This amount is not understood."),
    (K.BUDGET, {"year": "1", "line-other": "-3"}, "ne peut pas être négatif", "cannot be negative"),
    (K.BUDGET, {"year": "9"}, "Sélectionnez un choix valide", "Select a valid choice"),
]


@pytest.mark.parametrize(("kind", "sent", "french", "english"), BAD)
def test_a_change_mistyped_is_said_and_nothing_is_asked(kind: K, sent: dict, french: str, english: str, award: Award):
    for language, sentence in (("fr", french), ("en", english)):
        answer = _form(award, kind, sent, language)
        assert answer.status_code in (409, 422)
        page = answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")
        assert sentence in page
    assert not Amendment.objects.exists()


def test_a_request_made_on_its_page_is_read_by_who_decides_and_by_nobody_outside(award: Award):
    answer = _form(award, K.PROLONGATION, {"months": "6"}, "fr")
    made = Amendment.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    stranger = Client()
    stranger.force_login(a_person())
    assert stranger.get(made.get_absolute_url()).status_code == 404
    assert made.asked_at - timezone.now() < timedelta(minutes=1)
