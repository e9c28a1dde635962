"""What an act that formalises changes besides the state."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from documents.links import make_link, revoke_links

if TYPE_CHECKING:
    from funding.models import Commitment, SecurityOpinion
    from workflow.engine import Act

PURPOSE = "commitment"
GOOD_FOR = timedelta(days=180)


def send_link(commitment: Commitment, act: Act) -> None:
    """A new link withdraws the former; the mail leaves with the act."""
    from notifications.mails import post

    revoke_links(commitment, PURPOSE)
    link = make_link(PURPOSE, commitment, email=commitment.email, expires_at=act.at + GOOD_FOR)
    type(commitment).objects.filter(pk=commitment.pk).update(asked_at=act.at, reminded_at=None)
    post("commitment.asked", commitment, event=f"commitment-asked-{link.pk}")


def keep_letter(commitment: Commitment, act: Act) -> None:
    """The file of the act becomes the letter that counts; the one before is kept beside."""
    commitment.letters.filter(removed_at=None).update(removed_at=act.at)
    commitment.letters.create(file=act.data["file"], is_by_link=act.by.person_id is None, sent_at=act.at)


def drop_letter(commitment: Commitment, act: Act) -> None:
    """What is not the letter no longer counts, and is kept beside; the link stays good for another one."""
    commitment.letters.filter(removed_at=None).update(removed_at=act.at)


def revoke_link(commitment: Commitment, act: Act) -> None:
    revoke_links(commitment, PURPOSE)


def write_security_opinion(opinion: SecurityOpinion, act: Act) -> None:
    """Before the state: the database refuses a given opinion that says nothing."""
    opinion.outcome, opinion.text = act.data["outcome"], str(act.data.get("text", "")).strip()
    opinion.given_by_id, opinion.given_at = act.by.person_id, act.at
    opinion.save(update_fields=["outcome", "text", "given_by", "given_at"])
