"""Routes of what formalises an action: starts, commitment letters, set-up years, security opinions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from funding.actions.letters import add_line
from funding.actions.security import ask_security, keep_note
from funding.models import Commitment, ConventionVersion, Party, SetUp, StaffAssignment
from proposals.models import Dossier
from tests.funding.awards import a_selected_dossier
from tests.funding.formal import a_signed_letter, link_to
from tests.proposals.dossiers import a_file
from tests.routes import CARRIER, EVERYONE, Route, only
from workflow.engine import perform

OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DERCI_HEAD = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value
DIRECTOR, SECURITY, ADMINISTRATOR = Role.UNIT_DIRECTOR.value, Role.SECURITY_OFFICER.value, Role.ADMINISTRATOR.value
STAFF = (OFFICER, DIRECTION, DERCI, DERCI_HEAD)
READERS = only(*STAFF, CARRIER, DIRECTOR)


def build(world: Any) -> None:
    """A dossier to notify, one whose letters are gathered, one in its set-up year, one with a security opinion."""
    officer, now = standing_of(world.people[OFFICER]), timezone.now()
    carrier = world.people[CARRIER]
    world.to_notify = a_selected_dossier("iea", carrier=carrier)
    world.gathered = a_selected_dossier("irn", carrier=carrier)
    perform(world.gathered, "open-letters", by=officer)
    world.commitment, world.signed_letter = Commitment.objects.filter(dossier=world.gathered).order_by("pk")
    perform(world.commitment, "ask", by=officer)
    a_signed_letter(world.signed_letter, officer)
    world.commitment_token = link_to(world.commitment)
    _set_up(world, officer)
    world.guarded = a_selected_dossier("irp", carrier=carrier)
    world.security = ask_security(world.guarded, note="Matériaux.", at=now, by=officer)
    security = standing_of(world.people[SECURITY])
    keep_note("JP", text="Demander l’avis.", needs_opinion=True, at=now, by=security)


def _set_up(world: Any, officer: Any) -> None:
    dossier = a_selected_dossier("irl", carrier=world.people[CARRIER])
    perform(dossier, "open-set-up", by=officer)
    world.set_up = SetUp.objects.get(dossier=dossier)
    SetUp.objects.filter(pk=world.set_up.pk).update(unit_kind="dedicated", unit=dossier.unit)
    world.in_set_up = Dossier.objects.get(pk=dossier.pk)
    world.party = world.set_up.parties.get()
    world.version = ConventionVersion.objects.create(
        set_up=world.set_up, number=1, file=a_file(sha256="1" * 64), sent_by=world.people[OFFICER],
        sent_at=timezone.now(),
    )  # fmt: skip
    world.staff_line = StaffAssignment.objects.create(
        set_up=world.set_up, name="Nora Neuve", status="CR", employer="CNRS", starts_on=date(2028, 1, 1)
    )


def _lines(world: Any, number: int) -> None:
    fields = {"side": "foreign", "country": "JP", "contact": "", "email": "", "language": "en", "is_required": False}
    for turn in range(number):
        add_line(world.gathered, fields={**fields, "institution": f"Institut {turn}"}, at=timezone.now(),
                 by=standing_of(world.people[OFFICER]))  # fmt: skip


def _parties(world: Any, number: int) -> None:
    for turn in range(number):
        Party.objects.create(set_up=world.set_up, institution=f"Partie {turn}")


def _to_notify(world: Any, number: int) -> None:
    for _turn in range(number):
        a_selected_dossier("iea", carrier=world.people[CARRIER])


def _opinions(world: Any, number: int) -> None:
    for _turn in range(number):
        made = a_selected_dossier("irp", carrier=world.people[CARRIER])
        ask_security(made, note="Note.", at=timezone.now(), by=standing_of(world.people[OFFICER]))


def _of(name: str, rest: str) -> Any:
    return lambda world: f"/proposals/{getattr(world, name).uid}/{rest.format(w=world)}"


def _letter(rest: str = "") -> Any:
    return lambda world: f"/commitments/{world.commitment.uid}/{rest}"


def _security(rest: str = "") -> Any:
    return lambda world: f"/security/{world.security.uid}/{rest.format(w=world)}"


FOLLOWING, GATHERING = only(OFFICER, DERCI), only(OFFICER)
NO_GET = only(status=405, otherwise=405)
WRITING = only(CARRIER, OFFICER, DERCI)
ROUTES = [
    Route("dossier_notify", _of("to_notify", "notify/"), only(DERCI), post=only(DERCI, status=422)),
    Route("dossier_start", _of("gathered", "start/"), only(OFFICER), post=only(OFFICER, status=409)),
    Route("dossier_sign_convention", _of("in_set_up", "sign-convention/"), only(OFFICER),
          post=only(OFFICER, status=409)),
    Route("dossier_extend_set_up", _of("in_set_up", "extend-set-up/"), only(DERCI), post=only(DERCI, status=422)),
    Route("notify_campaign", "/actions/notify/", only(DERCI), rows=_to_notify,
          post=only(DERCI, status=422), data={"starts_on": ""}),
    Route("commitment_new", _of("gathered", "letters/new/"), GATHERING, post=only(OFFICER, status=422)),
    Route("commitments_ask", _of("gathered", "letters/ask/"), GATHERING, rows=_lines, post=only(OFFICER, status=302)),
    Route("commitments_chase", _of("gathered", "letters/chase/"), GATHERING, post=only(OFFICER, status=302)),
    Route("commitment", _letter(), READERS, fullest=OFFICER),
    Route("commitment_correct", _letter("correct/"), GATHERING, post=only(OFFICER, status=422)),
    Route("commitment_credits", _letter("credits/"), GATHERING, post=only(OFFICER, status=422)),
    Route("commitment_send", _letter("send/"), NO_GET, post=only(OFFICER, status=422), is_page=False),
    Route("commitment_chase", _letter("chase/"), NO_GET, post=only(OFFICER, status=302), is_page=False),
    Route("commitment_revoke", lambda w: f"/commitments/{w.signed_letter.uid}/revoke/", NO_GET,
          post=only(OFFICER, status=302), is_page=False),
    Route("commitment_act", _letter("acts/remove/"), GATHERING, post=only(OFFICER, status=422)),
    Route("commitment_file",
          lambda w: f"/commitments/{w.signed_letter.uid}/files/{w.signed_letter.letters.get().file.uid}/",
          only(*STAFF, CARRIER, DIRECTOR, status=503), is_page=False),
    Route("commitment_link", lambda w: f"/commitment/{w.commitment_token}/", EVERYONE, post=EVERYONE),
    Route("commitment_link", "/commitment/nothing/", {"*": 410}, post={"*": 410}),
    Route("commitment_model", lambda w: f"/commitment/{w.commitment_token}/model/", {"*": 202}, is_page=False),
    Route("commitment_link_send", lambda w: f"/commitment/{w.commitment_token}/send/", {"*": 405}, post={"*": 422},
          is_page=False),
    Route("set_up", _of("in_set_up", "set-up/"), READERS, fullest=OFFICER, rows=_parties),
    Route("set_up_party_new", _of("in_set_up", "set-up/parties/new/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("set_up_party", _of("in_set_up", "set-up/parties/{w.party.pk}/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("set_up_party_remove", _of("in_set_up", "set-up/parties/{w.party.pk}/remove/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("set_up_pen", _of("in_set_up", "set-up/pen/"), NO_GET, post=only(OFFICER, DERCI, status=422), is_page=False),
    Route("set_up_version_new", _of("in_set_up", "set-up/versions/new/"), WRITING, fullest=OFFICER,
          post=only(CARRIER, OFFICER, DERCI, status=422)),
    Route("set_up_version", _of("in_set_up", "set-up/versions/{w.version.file.uid}/"),
          only(*STAFF, CARRIER, DIRECTOR, status=503), is_page=False),
    Route("set_up_comment", _of("in_set_up", "set-up/comments/"), NO_GET,
          post=only(*STAFF, CARRIER, DIRECTOR, status=422), is_page=False),
    Route("set_up_convention", _of("in_set_up", "set-up/convention/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=302)),
    Route("set_up_resources", _of("in_set_up", "set-up/resources/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=302)),
    Route("set_up_staff_new", _of("in_set_up", "set-up/staff/new/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("set_up_staff", _of("in_set_up", "set-up/staff/{w.staff_line.pk}/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("set_up_staff_remove", _of("in_set_up", "set-up/staff/0/remove/"), NO_GET, post=only(), is_page=False),
    Route("security_ask", _of("guarded", "security/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("security_list", "/security/", only(SECURITY), rows=_opinions),
    Route("country_notes", "/security/countries/", only(SECURITY, ADMINISTRATOR), fullest=SECURITY),
    Route("country_note", "/security/countries/JP/", only(SECURITY, ADMINISTRATOR), fullest=SECURITY,
          post=only(SECURITY, ADMINISTRATOR, status=422)),
    Route("security_opinion", _security(), only(*STAFF, SECURITY), fullest=SECURITY,
          post=only(SECURITY, status=422)),
    Route("security_act", _security("acts/withdraw/"), FOLLOWING, fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("security_file", lambda w: _security(f"files/{w.guarded.filing.content['papers'][0]['file']}/")(w),
          only(*STAFF, SECURITY, status=503), is_page=False),
]  # fmt: skip
