"""Lines of a dossier: kept by themselves, never overwritten in silence, summed to the cent; the partner's word."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from directory.standing import standing_of
from documents.links import LinkRefused, read_link
from documents.models import SignedLink
from notifications.models import OutboxMail
from proposals.actions.lines import LineWrittenMeanwhile, places, remove_line, save_budget, save_line
from proposals.actions.partner_links import PURPOSE
from proposals.actions.partner_words import (
    OwnPart,
    PartWrittenMeanwhile,
    ask_partner,
    confirm_part,
    deny_part,
    withdraw_link,
)
from proposals.enums import PartnerWord, Side
from proposals.facts import verdicts
from proposals.identifiers import NotADoi, read_doi, read_orcid
from proposals.models import BudgetCell, Partner, Publication
from tests.factories import a_person, an_organisation
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier, a_unit_with_everything, again
from workflow.engine import Refused
from workflow.history import timeline

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ABROAD = {"side": Side.FOREIGN, "institution": "Kita-Umi", "country": "JP", "lead_email": "a@example.org"}


def add(dossier, model=Partner, **fields):
    by = standing_of(dossier.carrier)
    return save_line(dossier, model, pk=None, fields=fields or ABROAD, revision=0, at=timezone.now(), by=by)


def blocking(dossier):
    dossier = again(dossier)
    return [
        str(one.sentence.en) for one in verdicts(dossier.rules, dossier.working_content) if one.level.value == "block"
    ]


def test_the_partner_countries_follow_the_partners():
    dossier = a_dossier()
    first = add(dossier)
    add(dossier, **{**ABROAD, "country": "CL"})
    add(dossier, side=Side.FRENCH, institution="Université de Brest", country="FR")
    assert again(dossier).countries == ["CL", "JP"]
    remove_line(dossier, Partner, pk=first.pk, at=timezone.now(), by=standing_of(dossier.carrier))
    assert again(dossier).countries == ["CL"]


def test_whoever_comes_second_on_a_line_is_shown_the_other():
    dossier = a_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    line = add(dossier)
    save_line(dossier, Partner, pk=line.pk, fields={"city": "Osaka"}, revision=1, at=now, by=by)
    with pytest.raises(LineWrittenMeanwhile) as meanwhile:
        save_line(dossier, Partner, pk=line.pk, fields={"city": "Kyoto"}, revision=1, at=now, by=by)
    assert meanwhile.value.current.city == "Osaka"
    remove_line(dossier, Partner, pk=line.pk, at=now, by=by)
    with pytest.raises(LineWrittenMeanwhile):
        save_line(dossier, Partner, pk=line.pk, fields={"city": "Kyoto"}, revision=2, at=now, by=by)


def test_lines_of_a_filed_dossier_are_locked_and_nobody_else_writes_them():
    dossier = a_filed_dossier()
    with pytest.raises(Refused):
        add(dossier)
    draft = a_dossier()
    with pytest.raises(Refused):
        save_line(draft, Partner, pk=None, fields=ABROAD, revision=0, at=timezone.now(), by=standing_of(a_person()))


def test_a_line_of_another_dossier_is_not_found():
    mine, other = a_dossier(), a_dossier()
    theirs = add(other)
    with pytest.raises(LineWrittenMeanwhile):
        save_line(mine, Partner, pk=theirs.pk, fields={"city": "x"}, revision=1, at=timezone.now(),
                  by=standing_of(mine.carrier))  # fmt: skip
    remove_line(mine, Partner, pk=theirs.pk, at=timezone.now(), by=standing_of(mine.carrier))
    assert Partner.objects.filter(pk=theirs.pk).exists()


def test_a_publication_stands_once():
    dossier = a_dossier("irp")
    add(dossier, Publication, doi="10.1000/182")
    with pytest.raises(Refused):
        add(dossier, Publication, doi="10.1000/182")
    assert dossier.publications.count() == 1


def test_the_budget_is_kept_cell_by_cell_and_a_changed_cell_is_not_overwritten():
    dossier = a_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    line = dossier.rules.spending.lines[0].slug
    here, there = (1, line, "cnrs"), (2, line, "foreign")
    assert save_budget(dossier, cells={here: Decimal("10000.10"), there: Decimal(5)}, read={}, at=now, by=by) == []
    lost = save_budget(dossier, cells={here: Decimal(9), there: Decimal(6)}, read={there: 1}, at=now, by=by)
    assert [(cell.year, cell.euros) for cell in lost] == [(1, Decimal("10000.10"))]
    assert {cell.year: cell.euros for cell in BudgetCell.objects.all()} == {1: Decimal("10000.10"), 2: Decimal(6)}


def test_a_place_outside_the_grid_is_refused_whole():
    dossier = a_dossier()
    with pytest.raises(KeyError):
        save_budget(dossier, cells={(9, "meetings", "cnrs"): Decimal(1)}, read={}, at=timezone.now(),
                    by=standing_of(dossier.carrier))  # fmt: skip
    assert not BudgetCell.objects.exists()
    assert max(year for year, _line, _source in places(dossier)) == 2


def test_the_partner_confirms_by_the_link_and_the_carrier_is_told():
    dossier = a_complete_dossier()
    partner, by, now = dossier.partners.first(), standing_of(dossier.carrier), timezone.now()
    ask_partner(partner, at=now, by=by)
    mail = OutboxMail.objects.get(key="partner.asked")
    assert (mail.email, mail.language) == (partner.lead_email, "en")
    link = SignedLink.objects.get()
    assert link.token in mail.text
    sent = OwnPart(fields={"city": "Sendai"}, read={"city": partner.city}, revision=partner.revision)
    for _use in range(2):
        confirm_part(Partner.objects.get(pk=read_link(link.token, PURPOSE).subject_id), part=sent, at=now)
    partner.refresh_from_db()
    assert (partner.word, partner.city) == (PartnerWord.CONFIRMED, "Sendai")
    assert OutboxMail.objects.filter(key="partner.confirmed").count() == 1


def test_a_new_link_withdraws_the_former_and_a_withdrawn_one_gives_nothing():
    dossier = a_complete_dossier()
    partner, by, now = dossier.partners.first(), standing_of(dossier.carrier), timezone.now()
    ask_partner(partner, at=now, by=by)
    first = SignedLink.objects.get()
    ask_partner(partner, at=now + timedelta(minutes=1), by=by)
    with pytest.raises(LinkRefused):
        read_link(first.token, PURPOSE)
    second = SignedLink.objects.get(revoked_at=None)
    for _twice in range(2):
        withdraw_link(partner, at=now, by=by)
    assert [row.act for row in timeline(dossier)].count("withdraw-partner-link") == 1
    with pytest.raises(LinkRefused):
        read_link(second.token, PURPOSE)
    with pytest.raises(LinkRefused):
        read_link(second.token[:-1] + "x", PURPOSE)


def change(partner, **fields):
    by = standing_of(partner.dossier.carrier)
    save_line(
        partner.dossier, Partner, pk=partner.pk, fields=fields, revision=partner.revision, at=timezone.now(), by=by
    )
    partner.refresh_from_db()


# what the carrier made of the city "Kita-Umi" since, what the partner sends, what the dossier says then
MEANWHILE = [
    pytest.param("Sapporo", "Kita-Umi", None, id="untouched: the carrier's is not changed back"),
    pytest.param("Sapporo", "Sendai", None, id="both wrote: neither wins in silence"),
    pytest.param("Sapporo", "Sapporo", "Sapporo", id="both wrote the same"),
    pytest.param("Kita-Umi", "Sendai", "Sendai", id="the partner alone"),
    pytest.param("Kita-Umi", "Kita-Umi", "Kita-Umi", id="nobody"),
]


@pytest.mark.parametrize(("theirs", "sent", "kept"), MEANWHILE)
def test_a_partner_changes_nothing_that_was_written_since_they_read_it(theirs, sent, kept):
    dossier = a_complete_dossier()
    partner = dossier.partners.first()
    read = OwnPart(fields={"city": sent, "role": "Terrain"}, read={"city": "Kita-Umi", "role": ""}, revision=1)
    change(partner, city=theirs)
    if kept is None:
        with pytest.raises(PartWrittenMeanwhile) as meanwhile:
            confirm_part(partner, part=read, at=timezone.now())
        assert (meanwhile.value.fields, meanwhile.value.current.city) == (["city"], "Sapporo")
        partner.refresh_from_db()
        assert (partner.word, partner.city, partner.role) == (PartnerWord.NOT_ASKED, "Sapporo", "")
        assert not OutboxMail.objects.filter(key="partner.confirmed").exists()
    else:
        confirm_part(partner, part=read, at=timezone.now())
        partner.refresh_from_db()
        assert (partner.word, partner.city, partner.role) == (PartnerWord.CONFIRMED, kept, "Terrain")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", ["Ville : Kita-Umi → Sendai", "Pays : Japon → Chili", "Sa part dans le projet : rien → Trois ancres"]),
     ("en", ["City: Kita-Umi → Sendai", "Country: Japan → Chile", "Their part in the project: nothing → Three"])],
)  # fmt: skip
def test_the_carrier_reads_what_the_partner_changed_from_what_to_what(language, said):
    carrier = a_person(unit=a_unit_with_everything(), language=language)
    partner = a_complete_dossier(carrier=carrier).partners.first()
    role = "Trois ancres <b>" if language == "fr" else "Three anchors <b>"
    sent = OwnPart(fields={"city": "Sendai", "country": "CL", "role": role}, read={}, revision=partner.revision)
    confirm_part(partner, part=sent, at=timezone.now())
    mail = OutboxMail.objects.get(key="partner.confirmed")
    text = mail.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert [one for one in said if one not in text] == []
    assert "<b>" in mail.text
    assert "&lt;b&gt;" in mail.html
    assert "Laborat" not in text.split("Sendai")[1]
    confirm_part(partner, part=OwnPart(fields={"city": "Sendai"}, read={}, revision=None), at=timezone.now())
    assert OutboxMail.objects.filter(key="partner.confirmed").count() == 1


def test_another_address_withdraws_the_link_of_the_former_one():
    dossier = a_complete_dossier()
    partner, by, now = dossier.partners.first(), standing_of(dossier.carrier), timezone.now()
    ask_partner(partner, at=now, by=by)
    deny_part(partner, text="Wrong person", at=now)
    partner.refresh_from_db()
    former = SignedLink.objects.get()
    change(partner, lead_email=partner.lead_email.upper(), city="Sapporo")
    assert (partner.word, read_link(former.token, PURPOSE).subject_id) == (PartnerWord.DENIED, str(partner.pk))
    change(partner, lead_email="somebody.else@example.org")
    assert (partner.word, partner.asked_at, partner.answered_at, partner.answer_text) == ("not-asked", None, None, "")
    with pytest.raises(LinkRefused, match="retiré"):
        read_link(former.token, PURPOSE)
    ask_partner(partner, at=now, by=by)
    assert read_link(SignedLink.objects.get(revoked_at=None).token, PURPOSE).email == "somebody.else@example.org"
    assert [row.act for row in timeline(dossier)].count("withdraw-partner-link") == 1


def test_saying_not_to_be_part_blocks_the_filing_until_taken_out():
    dossier = a_complete_dossier()
    partner = dossier.partners.first()
    deny_part(partner, text="Never heard of it", at=timezone.now())
    assert any("not to be part" in sentence for sentence in blocking(dossier))
    assert OutboxMail.objects.filter(key="partner.denied", person=dossier.carrier).count() == 1
    remove_line(dossier, Partner, pk=partner.pk, at=timezone.now(), by=standing_of(dossier.carrier))
    add(dossier, **ABROAD, lead_last_name="Mori")
    assert blocking(dossier) == []


def test_after_filing_it_alerts_the_officer_and_changes_nothing_filed():
    dossier = a_filed_dossier()
    from tests.proposals.dossiers import the_officer

    officer = the_officer(dossier).person_id
    partner = dossier.partners.first()
    deny_part(partner, at=timezone.now())
    sent = OwnPart(fields={"city": "Ailleurs"}, read={}, revision=partner.revision)
    confirm_part(Partner.objects.get(pk=partner.pk), part=sent, at=timezone.now())
    assert OutboxMail.objects.filter(key="partner.denied", person=officer).count() == 1
    assert Partner.objects.get(pk=partner.pk).city != "Ailleurs"
    assert again(dossier).filing.content == dossier.filing.content


@pytest.mark.parametrize(
    "typed",
    ["10.1000/182", "https://doi.org/10.1000/182", "DOI: 10.1000/182 ", "doi:10.1000/ 182.", "10.1000/182\u202f"],
)
def test_a_doi_is_kept_alike_however_it_is_pasted(typed):
    assert read_doi(typed) == "10.1000/182"


@pytest.mark.parametrize("typed", ["", "11.1000/182", "10.1/2", "10.1000", "doi.org", "10.1000/" + "x" * 300])
def test_what_is_no_doi_is_refused(typed):
    with pytest.raises(NotADoi):
        read_doi(typed)


def test_an_orcid_is_kept_in_its_groups():
    assert read_orcid("https://orcid.org/0000 0002 1825 0097") == "0000-0002-1825-0097"
    assert read_orcid("000000021694233x") == "0000-0002-1694-233X"


def test_an_organisation_chosen_is_the_dossiers_own_words_too():
    from proposals.forms.lines import PartnerForm

    dossier, organisation = a_dossier(), an_organisation(name="Lakeside University", country="CA", city="Halifax")
    form = PartnerForm(
        {"side": "foreign", "organisation": "", "organisation-id": str(organisation.pk)}, dossier=dossier
    )
    assert form.is_valid(), form.errors
    found = form.columns()
    assert (found["institution"], found["country"], found["city"]) == ("Lakeside University", "CA", "Halifax")
