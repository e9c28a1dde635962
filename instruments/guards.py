"""What refuses an act on a call, in sentences that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from instruments.models import Call
    from workflow.engine import Act


def dates_are_set(call: Call, act: Act) -> Iterator[str]:
    """An announced call says when it opens and, unless permanent, when it closes, in the future."""
    if call.opens is None:
        yield _("The opening date and hour are missing: give them on the call’s form.")
    if call.is_permanent:
        return
    if call.closes is None:
        yield _("The closing date and hour are missing: give them on the call’s form.")
    elif call.closes <= act.at:
        yield _("The closing date has passed: choose a later one on the call’s form.")


def texts_are_written(call: Call, act: Act) -> Iterator[str]:
    """French is obligatory for a public service (law of 4 August 1994), and every call here is read in English."""
    if not call.text_fr.strip():
        yield _("The French text of the call is empty: write it on the call’s form.")
    if not call.text_en.strip():
        yield _("The English text of the call is empty: write it on the call’s form.")


def services_can_be_reached(call: Call, act: Act) -> Iterator[str]:
    """Each receipt names a service with its addresses (CRPA, R. 112-11-1): they exist before anybody can file."""
    from directory.models import Institute

    # the institutes that may receive dossiers of this call: its own, else all ten
    receiving = Institute.objects.filter(pk=call.institute_id) if call.institute_id else Institute.objects.all()
    lacking = [institute.name for institute in receiving if not institute.has_contacts]
    if lacking and not settings.IS_DEMONSTRATION:
        yield _(
            "The service contacts of %(institutes)s are missing: an administrator enters the e-mail, telephone and "
            "postal address in the reference data."
        ) % {"institutes": ", ".join(lacking)}


def definition_is_sound(call: Call, act: Act) -> Iterator[str]:
    """What the call states stays inside what the instrument allows."""
    least = call.definition.credits.minimum
    if call.envelope is not None and least is not None and call.envelope < least:
        yield _("The envelope is below the credits of a single action: raise it or leave it empty.")


def opening_has_come(call: Call, act: Act) -> Iterator[str]:
    if call.opens is None or act.at < call.opens:
        yield _("The announced opening has not come yet.")


def opening_has_not_come(call: Call, act: Act) -> Iterator[str]:
    """A call that began has dossiers: it is amended or closes, it is not cancelled."""
    if call.opens is not None and call.opens <= act.at:
        yield _("The call has opened: it can no longer be cancelled, only amended.")


def closing_has_come(call: Call, act: Act) -> Iterator[str]:
    if call.closes is None or act.at < call.closes:
        yield _("The announced closing has not come yet.")


def is_permanent(call: Call, act: Act) -> Iterator[str]:
    if not call.is_permanent:
        yield _("This call has a closing date: it closes by itself.")
