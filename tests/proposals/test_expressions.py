"""An expression of interest: the first stage of the same dossier and reference."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.standing import standing_of
from notifications.models import OutboxMail
from proposals.actions.filing import submit_dossier
from proposals.actions.writing import save_answer
from proposals.enums import DossierState as S
from proposals.enums import FilingKind
from proposals.models import Dossier
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_permanent_or_annual_call, the_officer
from workflow.engine import Refused, offers, perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def with_expression(**fields):
    now = timezone.now()
    return a_permanent_or_annual_call("irp", now, expression_closes=now + timedelta(days=5), **fields)


def an_expressed_dossier(**fields):
    dossier = a_complete_dossier("irp", call=with_expression(**fields))
    perform(dossier, "express", by=standing_of(dossier.carrier), at=timezone.now())
    return Dossier.objects.get(pk=dossier.pk)


def test_it_has_a_receipt_a_reference_and_no_request_to_the_director():
    dossier = an_expressed_dossier()
    assert (dossier.state, dossier.filing.kind) == (S.EXPRESSED, FilingKind.EXPRESSION)
    assert dossier.filing.code
    assert not dossier.visas.exists()
    assert OutboxMail.objects.filter(key="expression.received", person=dossier.carrier).count() == 1


def test_the_answer_keeps_dossier_and_reference_and_the_filing_follows():
    dossier = an_expressed_dossier()
    reference = dossier.reference
    perform(dossier, "invite", by=the_officer(dossier))
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.reference, dossier.state, dossier.filing.number) == (reference, S.FILED, 2)


def test_advice_against_says_why_and_stops_nobody():
    dossier = an_expressed_dossier()
    with pytest.raises(Refused):
        perform(dossier, "advise-against", by=the_officer(dossier))
    perform(dossier, "advise-against", by=the_officer(dossier), reason="Hors du champ de l’institut.")
    assert OutboxMail.objects.filter(key="expression.advised-against").exists()
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert Dossier.objects.get(pk=dossier.pk).state == S.FILED


def test_only_a_call_that_says_so_needs_the_invitation():
    dossier = an_expressed_dossier(is_invitation_necessary=True)
    by = standing_of(dossier.carrier)
    with pytest.raises(Refused, match=r"invit"):
        submit_dossier(dossier, at=timezone.now(), by=by)
    perform(dossier, "invite", by=the_officer(dossier))
    submit_dossier(dossier, at=timezone.now(), by=by)


def test_it_asks_its_own_questions_alone():
    dossier = a_dossier("irp", call=with_expression())
    by, now = standing_of(dossier.carrier), timezone.now()
    with pytest.raises(Refused):
        perform(dossier, "express", by=by, at=now)
    whole = a_complete_dossier("irp", call=dossier.call)
    save_answer(whole, field="context", value="", revision=1, at=now, by=standing_of(whole.carrier))
    perform(whole, "express", by=standing_of(whole.carrier), at=now)


def test_what_is_expressed_goes_on_being_written_and_what_was_sent_stays():
    dossier = an_expressed_dossier()
    by = standing_of(dossier.carrier)
    save_answer(dossier, field="title", value="Plus tard", revision=1, at=timezone.now(), by=by)
    assert Dossier.objects.get(pk=dossier.pk).filing.content["title"] == "Fonds marins"


def test_after_its_own_closing_it_is_refused():
    call = with_expression()
    dossier = a_complete_dossier("irp", call=call)
    with pytest.raises(Refused):
        perform(dossier, "express", by=standing_of(dossier.carrier), at=call.expression_closes)


def test_a_call_without_this_stage_offers_no_such_act():
    dossier = a_complete_dossier("irp")
    assert "express" not in {o.transition.name for o in offers(dossier, standing_of(dossier.carrier))}
