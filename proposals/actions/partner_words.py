"""The foreign partner's word: asked by the carrier, given by a signed link, without an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory.search.suggestions import is_name_of
from documents.links import make_link, revoke_links
from notifications.mails import Addressee, post
from proposals.actions.lines import follow, part_of
from proposals.actions.locks import is_writer, may_write
from proposals.actions.partner_links import PURPOSE, withdraw_links
from proposals.enums import PartnerWord
from proposals.models import Dossier, Filing, Partner
from workflow.engine import SYSTEM, Refused
from workflow.history import of_subject, record

if TYPE_CHECKING:
    from directory.models import Organisation
    from directory.standing import Standing

# long enough for a summer; the carrier sends another one at any time
GOOD_FOR = timedelta(days=120)
# how the history tells what a partner said
WORDS = ("partner-confirms", "partner-denies")
# what the partner may correct of their own part
OWN_FIELDS = ("institution", "laboratory", "city", "country", "lead_first_name", "lead_last_name", "lead_orcid", "role")


@transaction.atomic
def ask_partner(partner: Partner, *, at: datetime, by: Standing) -> None:
    """Send the partner's link to their lead, in English; a new one withdraws the former. Raises Refused."""
    dossier = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=partner.dossier_id)
    if not is_writer(dossier, by):
        raise Refused([_("This dossier is written by others: ask its carrier to invite you.")])
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if not partner.lead_email:
        raise Refused([_("Give the e-mail of the scientific lead first: the link is sent there.")])
    revoke_links(partner, PURPOSE)
    make_link(PURPOSE, partner, email=partner.lead_email, expires_at=at + GOOD_FOR)
    if partner.word != PartnerWord.CONFIRMED:
        partner.word = PartnerWord.ASKED
    partner.asked_at = at
    partner.save(update_fields=["word", "asked_at"])
    row = record(dossier, "ask-partner", by=by, at=at, partner=str(partner))
    to = Addressee(partner.lead_email, "en")
    post("partner.asked", partner, event=f"partner-asked-{partner.uid}-{row.seq}", people=[to])


@transaction.atomic
def withdraw_link(partner: Partner, *, at: datetime, by: Standing) -> None:
    """The link sent gives nothing any more. Raises Refused for whoever does not write the dossier."""
    dossier = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=partner.dossier_id)
    if not is_writer(dossier, by):
        raise Refused([_("This dossier is written by others: ask its carrier to invite you.")])
    withdraw_links(dossier, partner, at=at, by=by)


class PartWrittenMeanwhile(Refused):
    """What the partner read of their part is not what it says now; `current` says it, `fields` are those to look at."""

    def __init__(self, current: Partner, fields: list[str]) -> None:
        self.current, self.fields = current, fields
        said = _("Your part was changed in the dossier while you were reading it. Nothing is kept yet: see both below.")
        super().__init__([said])


@dataclass(frozen=True, kw_only=True)
class OwnPart:
    """What the partner sends of their part: `fields` as they are now, `read` as they stood when it was read."""

    fields: Mapping[str, Any]
    read: Mapping[str, Any]
    revision: int | None

    def lost(self, partner: Partner) -> list[str]:
        """The fields that somebody wrote meanwhile, which what is sent would change back or otherwise."""
        if self.revision == partner.revision:
            return []
        return [name for name in self.corrections(partner) if self.read.get(name) != getattr(partner, name)]

    def corrections(self, partner: Partner) -> dict[str, Any]:
        """Of the fields sent, those that differ from what the dossier says."""
        sent = {name: self.fields[name] for name in OWN_FIELDS if name in self.fields}
        return {name: value for name, value in sent.items() if value != getattr(partner, name)}


@transaction.atomic
def confirm_part(partner: Partner, *, part: OwnPart | None = None, at: datetime) -> None:
    """The partner says yes, and corrects their own part while the dossier may still be written. Twice, once.

    Raises PartWrittenMeanwhile, having kept nothing, when the part says something else than what they read.
    """
    # the dossier first, as whoever writes it does: two locks in one order
    dossier = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=partner.dossier_id)
    locked = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    corrections = {}
    if part is not None and may_write(dossier, part_of(dossier.rules, Partner)):
        if lost := part.lost(locked):
            raise PartWrittenMeanwhile(locked, lost)
        corrections = part.corrections(locked)
    locked.corrected = tuple((name, getattr(locked, name), value) for name, value in corrections.items())
    if _belie(locked.organisation, corrections):
        corrections["organisation"] = None
    for name, value in corrections.items():
        setattr(locked, name, value)
    locked.revision += bool(corrections)
    is_new = locked.word != PartnerWord.CONFIRMED
    locked.word, locked.answered_at, locked.answer_text = PartnerWord.CONFIRMED, at, ""
    locked.save()
    if corrections:
        follow(dossier, at)
    if is_new or corrections:
        row = record(dossier, "partner-confirms", by=SYSTEM, at=at, partner=str(locked), corrected=sorted(corrections),
                     **_filed(dossier, locked))  # fmt: skip
        post("partner.confirmed", locked, event=f"partner-confirmed-{locked.uid}-{row.seq}")


@transaction.atomic
def deny_part(partner: Partner, *, text: str = "", at: datetime) -> None:
    """« I am not part of this »: it blocks the filing; after filing, it alerts the institute's officers."""
    dossier = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=partner.dossier_id)
    locked = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if locked.word == PartnerWord.DENIED:
        return
    locked.word, locked.answered_at, locked.answer_text = PartnerWord.DENIED, at, text
    locked.save(update_fields=["word", "answered_at", "answer_text"])
    row = record(
        dossier, "partner-denies", by=SYSTEM, at=at, reason=text, partner=str(locked), **_filed(dossier, locked)
    )
    post("partner.denied", locked, event=f"partner-denied-{locked.uid}-{row.seq}")


def denials_since(filing: Filing) -> dict[str, tuple[datetime, str]]:
    """Partner uid → when and in which words they said, after `filing` and last of all, not to be part of it.

    Of those whom the filed version names, by the address that stands in it: their line may have gone since.
    """
    said = of_subject(filing.dossier).filter(act__in=WORDS, at__gte=filing.received_at, data__has_key="filed")
    found = {}
    for row in said.select_related("reason").order_by("seq"):
        found[row.data["filed"]] = (row.act, row.at, row.reason.text if row.reason else "")
    return {uid: (at, text) for uid, (act, at, text) in found.items() if act == "partner-denies"}


def _filed(dossier: Dossier, partner: Partner) -> dict[str, str]:
    """What the history keeps of a word said by somebody whom the version that stands names at this address."""
    named = dossier.filing.content["partners"] if dossier.filing else []
    is_theirs = any(one["uid"] == str(partner.uid) and one["lead_email"].lower() == partner.lead_email.lower()
                    for one in named)  # fmt: skip
    return {"filed": str(partner.uid)} if is_theirs else {}


def _belie(organisation: Organisation | None, corrections: Mapping[str, Any]) -> bool:
    """Whether the partner names another institution, or another country, than those of the registry's organisation.

    They see its name, not the choice behind it: of the two, theirs is what they say of themselves. Another of its
    names (its own language, its acronym) leaves the choice as it is.
    """
    if organisation is None:
        return False
    is_renamed = "institution" in corrections and not is_name_of(organisation, corrections["institution"])
    is_elsewhere = bool(organisation.country) and corrections.get("country", "") not in ("", organisation.country)
    return is_renamed or is_elsewhere
