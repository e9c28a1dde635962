"""Mails about reviews: to the reviewer with the link, to the officer who organises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from evaluation.enums import ReviewState
from evaluation.links import link_for, path_of
from evaluation.models import Review, Reviewer
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_filed_sample


class ReviewMail(Mail, ABC):
    """What every mail about a review shows."""

    def context(self, subject: Review, person: Person | Addressee) -> dict[str, Any]:
        return {
            "review": subject, "dossier": subject.dossier, "zone": person.time_zone,
            "path": self.path(subject), "sentence": self.sentence(subject), "word": self.word(subject),
        }  # fmt: skip

    @property
    def template(self) -> str:
        return "mails/review"

    def path(self, subject: Review) -> str:
        """The page that the mail leads to."""
        return subject.get_absolute_url()

    @abstractmethod
    def sentence(self, subject: Review) -> str:
        """What happened, and what to do now."""

    def word(self, subject: Review) -> str:
        """What the other side wrote, if anything."""
        return ""

    def sample(self) -> Review:
        dossier = a_filed_sample()
        person = Person(pk=1, first_name="Akiko", last_name="Mori", email="akiko@example.org", language="en")
        reviewer = Reviewer(person=person)
        return Review(
            pk=1, dossier=dossier, filing=dossier.filing, reviewer=reviewer, person=person,
            institute=dossier.institute, state=ReviewState.INVITED, invited_at=dossier.created_at,
            due=dossier.created_at + timedelta(days=30), answer_due=dossier.created_at + timedelta(days=7),
            declined_because="Je suis en mission jusqu’en décembre.", colleague="Jean Petit, Université de Nice",
        )  # fmt: skip


class ToReviewer(ReviewMail):
    """To the reviewer: the link opens this review without an account."""

    def recipients(self, subject: Review) -> list[Person]:
        return [subject.person]

    def path(self, subject: Review) -> str:
        # a sample is not stored: no link can be made for it
        return path_of(link_for(subject)) if subject.dossier_id and subject.pk and _is_stored(subject) else "/reviews/"

    def why(self, subject: Review) -> str:
        return _("%(institute)s asks for your opinion as an expert on one dossier.") % {"institute": subject.institute}


def _is_stored(review: Review) -> bool:
    return not review._state.adding


class ToOfficer(ReviewMail):
    """To the officers of the institute that asks."""

    def recipients(self, subject: Review) -> Any:
        return subject.holders(Role.INSTITUTE_OFFICER)

    def path(self, subject: Review) -> str:
        return subject.dossier.get_absolute_url()

    def why(self, subject: Review) -> str:
        return _("you organise the peer review of your institute’s dossiers.")


@register
class ReviewInvited(ToReviewer):
    key = "review.invited"

    def subject_line(self, subject: Review) -> str:
        said = _("Would you evaluate %(reference)s, a dossier of international cooperation?")
        return said % {"reference": subject.dossier.reference}

    def sentence(self, subject: Review) -> str:
        return _("Say whether you accept: you are first asked about your interests, then the dossier opens. "
                 "The link below is yours alone and needs no account; it can be used several times.")  # fmt: skip

    def stops(self, subject: Review) -> str:
        return _("your answer, whether you accept or decline.")


@register
class ReviewReminder(ToReviewer):
    key = "review.reminder"

    def subject_line(self, subject: Review) -> str:
        if subject.state == ReviewState.INVITED:
            return _("Reminder: may we count on your review?")
        return _("Reminder: your review is awaited")

    def sentence(self, subject: Review) -> str:
        if subject.state == ReviewState.INVITED:
            return _("Your answer to our invitation is awaited. Declining takes one minute and helps us too.")
        return _("What you have written so far is kept: the link below takes you back to it.")

    def stops(self, subject: Review) -> str:
        return _("your answer, or the filing of your review.")


@register
class ReviewPostponed(ToReviewer):
    key = "review.postponed"

    def subject_line(self, subject: Review) -> str:
        return _("You have more time for your review")

    def sentence(self, subject: Review) -> str:
        return _("The institute has moved the date by which your review is awaited. What you have written is kept.")

    def stops(self, subject: Review) -> str:
        return _("your answer, or the filing of your review.")


@register
class ReviewLink(ToReviewer):
    key = "review.link"

    def subject_line(self, subject: Review) -> str:
        return _("A new link to your review")

    def sentence(self, subject: Review) -> str:
        return _("The links sent before open nothing any more: this one takes their place. It is yours alone, needs no "
                 "account, and can be used several times.")  # fmt: skip


@register
class ReviewAllowed(ToReviewer):
    key = "review.allowed"

    def subject_line(self, subject: Review) -> str:
        return _("You may evaluate the dossier")

    def sentence(self, subject: Review) -> str:
        return _("The institute has considered the interest you declared: it does not prevent you from evaluating. "
                 "The dossier is open to you.")  # fmt: skip


@register
class ReviewNotNeeded(ToReviewer):
    key = "review.not-needed"

    def path(self, subject: Review) -> str:
        return "/"

    def subject_line(self, subject: Review) -> str:
        return _("Your review is no longer needed")

    def sentence(self, subject: Review) -> str:
        return _("The institute no longer asks for your opinion on this dossier. Nothing is awaited of you; thank you "
                 "for your time.")  # fmt: skip


@register
class ReviewReopened(ToReviewer):
    key = "review.reopened"

    def subject_line(self, subject: Review) -> str:
        return _("Your review is open again")

    def sentence(self, subject: Review) -> str:
        return _("The institute has opened your review again so that you can change it; the reason stands on its page. "
                 "What you had filed is there.")  # fmt: skip

    def stops(self, subject: Review) -> str:
        return _("filing it again.")


@register
class ReviewAccepted(ToOfficer):
    key = "review.accepted"
    is_urgent = False

    def subject_line(self, subject: Review) -> str:
        return _("%(name)s accepts to evaluate %(dossier)s") % _names(subject)

    def sentence(self, subject: Review) -> str:
        return _("No interest is declared; the dossier is open to them.")


@register
class ReviewToRule(ToOfficer):
    key = "review.to-rule"

    def subject_line(self, subject: Review) -> str:
        return _("An interest to rule on: %(name)s, %(dossier)s") % _names(subject)

    def path(self, subject: Review) -> str:
        return subject.get_absolute_url()

    def sentence(self, subject: Review) -> str:
        return _("They declare a minor interest: the dossier stays closed to them until you have ruled.")

    def stops(self, subject: Review) -> str:
        return _("your ruling.")


@register
class ReviewExcluded(ToOfficer):
    key = "review.excluded"

    def subject_line(self, subject: Review) -> str:
        return _("%(name)s has an excluding interest in %(dossier)s") % _names(subject)

    def sentence(self, subject: Review) -> str:
        return _("Another reviewer has to be found for this dossier.")


@register
class ReviewDeclined(ToOfficer):
    key = "review.declined"

    def subject_line(self, subject: Review) -> str:
        return _("%(name)s declines to evaluate %(dossier)s") % _names(subject)

    def sentence(self, subject: Review) -> str:
        if subject.colleague:
            said = _("Another reviewer has to be found for this dossier. They propose: %(name)s.")
            return said % {"name": subject.colleague}
        return _("Another reviewer has to be found for this dossier.")

    def word(self, subject: Review) -> str:
        return subject.declined_because


@register
class ReviewFiled(ToOfficer):
    key = "review.filed"
    is_urgent = False

    def subject_line(self, subject: Review) -> str:
        return _("Review of %(dossier)s filed by %(name)s") % _names(subject)

    def path(self, subject: Review) -> str:
        return subject.get_absolute_url()

    def sentence(self, subject: Review) -> str:
        return _("You can read it now.")


def _names(review: Review) -> dict[str, Any]:
    return {"name": review.person, "dossier": review.dossier.reference or review.dossier}
