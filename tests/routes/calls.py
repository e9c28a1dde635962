"""Routes of calls: what everybody reads, and what is for whoever prepares them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from tests.factories import an_institute
from tests.instruments.calls import a_call_open_now, a_draft, a_priority, fields_of_a_call
from tests.routes import ANONYMOUS, ANYONE_ELSE, EVERYONE, Route, only

DERCI = Role.DERCI_OFFICER.value
OWNERS = (DERCI, Role.INSTITUTE_OFFICER.value, "institute-officer-elsewhere")
PDF = {ANYONE_ELSE: 202}
# signed in, a POST leads back to a page; the public is led to the login page
BACK = {ANYONE_ELSE: 302}
ONLY_DERCI_BACK = only(DERCI, status=302)


def build(world: Any) -> None:
    """A call of the Derci open now, with priorities, a draft of the Derci, and a permanent entry."""
    derci = standing_of(world.people[DERCI])
    world.call = a_call_open_now(
        timezone.now(), derci, letter_fr="Modèle de lettre", letter_en="Model of a letter", envelope=500_000
    )
    world.draft_call = a_draft(derci)
    world.entry = a_call_open_now(timezone.now(), derci, instrument_slug="irl", is_permanent=True, closes=None)
    world.priority = a_priority(world.draft_call, world.institute)
    a_priority(world.call, world.institute)


def _more_calls(world: Any, count: int) -> None:
    for _number in range(count):
        a_call_open_now(timezone.now(), standing_of(world.people[DERCI]))
        a_draft(standing_of(world.people[DERCI]))


def _more_priorities(world: Any, count: int) -> None:
    for _number in range(count):
        a_priority(world.call, an_institute())
        a_priority(world.draft_call, an_institute())


def _draft_fields(world: Any) -> dict[str, str]:
    fields = fields_of_a_call()
    return {
        "year": "2028", "title_fr": fields["title_fr"], "title_en": fields["title_en"], "zone": "Europe/Paris",
        "grace_minutes": "0", "silence_months": "2", "token": str(uuid4()),
    }  # fmt: skip


ROUTES = [
    Route("call_list", "/calls/", allowed=EVERYONE, fullest=DERCI, rows=_more_calls),
    Route("call", lambda w: f"/calls/{w.call.slug}/", allowed=EVERYONE, fullest=DERCI, rows=_more_priorities),
    Route("call_pdf", lambda w: f"/calls/{w.call.slug}/call.fr.pdf", allowed=PDF, is_page=False),
    Route("letter_pdf", lambda w: f"/calls/{w.call.slug}/letter.en.pdf", allowed=PDF, is_page=False),
    Route("call_choose", "/calls/new/", allowed=only(*OWNERS), rows=_more_calls),
    Route(
        "call_new", "/calls/new/iea/national/", allowed=only(DERCI), post=only(DERCI, status=302), data=_draft_fields
    ),
    Route(
        "call_watch", "/calls/watch/iea/", allowed={ANONYMOUS: 302, ANYONE_ELSE: 405}, post=BACK, is_page=False
    ),
    Route(
        "call_copy", lambda w: f"/calls/{w.call.slug}/copy/", allowed={ANONYMOUS: 302, ANYONE_ELSE: 405},
        post=ONLY_DERCI_BACK, is_page=False,
    ),
    Route("call_edit", lambda w: f"/calls/{w.draft_call.slug}/edit/", allowed=only(DERCI), post=only(DERCI)),
    Route(
        "call_priorities", lambda w: f"/calls/{w.draft_call.slug}/priorities/", allowed=only(DERCI),
        rows=_more_priorities,
        post=only(DERCI),
    ),
    Route(
        "priority_remove", lambda w: f"/calls/{w.draft_call.slug}/priorities/{w.priority.pk}/remove/",
        allowed={ANONYMOUS: 302, ANYONE_ELSE: 405}, post=ONLY_DERCI_BACK, is_page=False,
    ),
    Route(
        "call_annex", lambda w: f"/calls/{w.draft_call.slug}/annexes/{w.institute.code.lower()}/", allowed=only(DERCI),
        post=ONLY_DERCI_BACK, data={"envelope": "20000", "text_fr": "", "text_en": ""},
    ),
    Route("call_rules", lambda w: f"/calls/{w.draft_call.slug}/numbers/", allowed=only(DERCI), post=only(DERCI)),
    Route("call_preview", lambda w: f"/calls/{w.draft_call.slug}/preview/", allowed=only(DERCI), rows=_more_priorities,
          post=only(DERCI, status=302)),
    Route("call_postpone", lambda w: f"/calls/{w.call.slug}/postpone/", allowed=only(DERCI), post=only(DERCI)),
    Route("call_amend_text", lambda w: f"/calls/{w.call.slug}/text/", allowed=only(DERCI), post=only(DERCI)),
    Route("call_renew_rules", lambda w: f"/calls/{w.entry.slug}/rules/", allowed=only(DERCI), post=only(DERCI)),
    Route("call_act", lambda w: f"/calls/{w.draft_call.slug}/acts/discard/", allowed=only(DERCI),
          post=only(DERCI, status=302)),
]  # fmt: skip
