"""The partners' part of a report: asked, written by a link without an account, frozen with the report, withdrawn."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from directory.standing import Standing, standing_of
from documents.links import make_link, revoke_links
from documents.models import SignedLink
from funding.actions import partner_parts as acts
from funding.actions import reporting
from funding.models import AwardPartner, PartnerPart, Report, ReportVersion
from funding.models.partner_parts import GOOD_FOR, PURPOSE
from funding.report_checks import partners_in, problems
from funding.report_content import FORMAT, content_of
from funding.report_parts import GIVEN, TEAM
from notifications.models import OutboxMail
from tests.factories import a_person
from tests.funding.awards import an_award, finance_of, officer_of
from tests.funding.formal import browser_of, person_of
from tests.funding.test_reports import report_of, written
from workflow.engine import Refused, perform

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 11, 2, 9, tzinfo=UTC)


def said(answer: Any) -> str:
    """The page without no-break spaces and escapes."""
    page = answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    return page.replace("&#x27;", "'").replace("&quot;", '"')


def asked(slug: str = "irp", kind: str = "scientific") -> tuple[Report, AwardPartner, Standing]:
    """A report to write, a partner of its action, and its carrier."""
    report = report_of(an_award(slug), kind)
    return report, report.award.partners.order_by("pk")[0], standing_of(report.award.carrier)


def a_part(at: datetime | None = None) -> PartnerPart:
    report, partner, by = asked()
    return acts.ask_partner(report, partner, at=at or timezone.now(), by=by)


def token_of(part: PartnerPart) -> str:
    return SignedLink.objects.get(purpose=PURPOSE, subject_id=str(part.pk), revoked_at=None).token


def submitted(report: Report, by: Standing) -> None:
    report.pieces.all().delete()
    written(report)
    reporting.submit_report(report, at=timezone.now(), by=by)


def test_the_life_of_a_part_from_the_request_to_the_link_withdrawn():
    report, partner, by = asked("irn")
    carrier, officer = browser_of(report.award.carrier), officer_of(report.award)
    page = said(carrier.get(report.get_absolute_url()))
    assert page.count("Pas demandée") == report.award.partners.count() == 2
    # asked twice by two clicks: one mail, in the partner's language
    ask = f"{report.get_absolute_url()}partners/{partner.uid}/"
    for _click in range(2):
        assert carrier.post(ask).status_code == 302
    mail = OutboxMail.objects.get(key="report.part-asked")
    assert (mail.email, mail.language) == (partner.lead_email, "en")
    path = "/report/" + mail.text.split("/report/")[1].split()[0]
    page = said(carrier.get(report.get_absolute_url()))
    assert "Demandée le" in page
    assert f"La part de {partner.signature} a été demandée, et n’est pas encore écrite." in page
    # abroad, the page is in English; nothing of the report itself is on it
    reporting.save_part(report, slug="difficulties", value="Notre propre texte.", revision=0, at=timezone.now(), by=by)
    partner_s = Client(headers={"accept-language": "ja"})
    page = partner_s.get(path)
    assert page.headers["Content-Language"] == "en"
    for words in (report.award.title, str(report.award.carrier), "Your part is awaited", partner.signature):
        assert words in said(page)
    assert "Notre propre texte" not in said(page)
    # written without script, then changed: the writers are told once
    assert partner_s.post(path, {"team": "Two cruises.", "revision-team": "0", "given": "", "revision-given": "0"}
                          ).status_code == 302  # fmt: skip
    assert partner_s.post(path, {"team": "Three cruises.", "revision-team": "1"}).status_code == 302
    told = OutboxMail.objects.filter(key="report.part-written")
    assert [one.person_id for one in told] == [report.award.carrier_id]
    # in another tab that read the first text: both are shown, and the second stays as typed
    late = partner_s.post(path, {"team": "Four cruises.", "revision-team": "1"})
    assert late.status_code == 409
    assert "Three cruises." in said(late)
    assert "Four cruises.</textarea>" in said(late)
    typed = json.dumps({"value": "Four cruises.", "revision": 1})
    late = partner_s.post(f"{path}team/", typed, content_type="application/json")
    assert (late.status_code, late.json()["theirs"]["value"]) == (409, "Three cruises.")
    # the carrier reads it under the partner's name; whoever follows the action does not yet
    page = said(carrier.get(report.get_absolute_url()))
    assert "Three cruises." in page
    assert "Écrite le" in page
    assert "Three cruises." not in said(browser_of(person_of(officer)).get(report.get_absolute_url()))
    # submitted: frozen, read by the institute, read only for the partner, who loses nothing typed
    submitted(report, by)
    assert "Three cruises." in said(browser_of(person_of(officer)).get(report.get_absolute_url()))
    late = partner_s.post(path, {"team": "Five cruises.", "revision-team": "2"})
    assert late.status_code == 409
    assert "Five cruises." in said(late)
    assert "This report is submitted" in said(late)
    assert "<textarea" not in said(partner_s.get(path))
    # returned: writable again; what was frozen stays as it was
    reporting.return_report(report, comments={}, reason="À préciser.", at=timezone.now(), by=officer)
    assert partner_s.post(path, {"team": "Six cruises.", "revision-team": "2"}).status_code == 302
    assert "Three cruises." in said(browser_of(person_of(officer)).get(report.get_absolute_url()))
    assert "Six cruises." in said(carrier.get(report.get_absolute_url()))
    # submitted again and accepted, then the link is withdrawn: what was written stays
    reporting.submit_report(report, at=timezone.now(), by=by)
    perform(report, "accept", by=officer, at=timezone.now())
    assert "Retirer le lien" in said(carrier.get(report.get_absolute_url()))
    assert "Retirer le lien" not in said(browser_of(person_of(officer)).get(report.get_absolute_url()))
    for _click in range(2):
        assert carrier.post(ask, {"withdraw": "1"}).status_code == 302
    assert "was withdrawn" in said(partner_s.get(path))
    assert "Six cruises." in said(browser_of(person_of(officer)).get(report.get_absolute_url()))
    assert told.count() == 1


def test_a_new_link_withdraws_the_former_and_a_withdrawn_one_is_awaited_no_more():
    report, partner, by = asked()
    part = acts.ask_partner(report, partner, at=NOW, by=by)
    first = token_of(part)
    assert acts.ask_partner(report, partner, at=NOW + timedelta(hours=1), by=by).pk == part.pk
    assert token_of(part) != first
    assert Client().get(f"/report/{first}/").status_code == 410
    assert [one.part for one in problems(content_of(report), report.award.rules)].count("partners") == 1
    acts.withdraw_link(report, partner, at=NOW, by=by)
    assert partners_in(content_of(report)) == []
    with pytest.raises(Refused):
        acts.save_text(part, slug="team", value="Trop tard.", revision=0, at=NOW)
    # what is written stays in the report whatever becomes of the link
    acts.ask_partner(report, partner, at=NOW + timedelta(days=1), by=by)
    acts.save_text(part, slug="team", value="À temps.", revision=0, at=NOW)
    acts.withdraw_link(report, partner, at=NOW, by=by)
    assert [one["texts"]["team"] for one in partners_in(content_of(report_of(report.award, report.kind)))] == [
        "À temps."
    ]


def test_only_those_who_write_the_report_ask_and_only_partners_who_took_part():
    report, partner, by = asked()
    others = (officer_of(report.award), finance_of(report.award), standing_of(a_person()))
    for stranger in others:
        with pytest.raises(reporting.NotWriter):
            acts.ask_partner(report, partner, at=NOW, by=stranger)
        with pytest.raises(reporting.NotWriter):
            acts.withdraw_link(report, partner, at=NOW, by=stranger)
        assert browser_of(person_of(stranger)).post(
            f"{report.get_absolute_url()}partners/{partner.uid}/").status_code == 404  # fmt: skip
    elsewhere = report_of(an_award("iea"), "scientific").award.partners.first()
    carrier = browser_of(report.award.carrier)
    assert carrier.post(f"{report.get_absolute_url()}partners/{elsewhere.uid}/").status_code == 404
    # a co-writer asks too
    colleague, member = a_person(), report.award.members.first()
    report.award.members.filter(pk=member.pk).update(email=colleague.email)
    member.refresh_from_db()
    reporting.let_write(member, is_writer=True, at=NOW, by=by)
    assert acts.ask_partner(report, partner, at=NOW, by=standing_of(colleague)).asked_by_id == colleague.pk
    readers = [PartnerPart.objects.visible_to(one).exists() for one in (by, standing_of(colleague), *others)]
    assert readers == [True, True, False, False, False]
    # who came after the year, who left before it, whom nobody can write to
    first = report.award.starts_on
    for fields in ({"joined_on": first + timedelta(days=400)}, {"left_on": first - timedelta(days=1)},
                   {"lead_email": ""}):  # fmt: skip
        other = AwardPartner.objects.create(award=report.award, **{
            "institution": "Ailleurs", "lead_email": "b@example.org", "joined_on": first, **fields})  # fmt: skip
        assert other not in AwardPartner.objects.of_report(report)
        with pytest.raises(Refused):
            acts.ask_partner(report, other, at=NOW, by=by)
    # a report of figures alone has its own part on contributions
    with pytest.raises(Refused, match=r"argent|money"):
        acts.ask_partner(report_of(report.award), partner, at=NOW, by=by)
    # submitted: nobody is asked any more
    submitted(report, by)
    with pytest.raises(Refused):
        acts.ask_partner(report, partner, at=NOW + timedelta(days=1), by=by)
    assert PartnerPart.objects.count() == 1


def test_what_was_submitted_says_whose_part_it_is_and_older_versions_stay_readable():
    report, partner, by = asked()
    part = acts.ask_partner(report, partner, at=NOW, by=by)
    acts.save_text(part, slug="given", value="Two months of ship time.", revision=0, at=NOW)
    submitted(report, by)
    version = report.versions.get()
    (frozen,) = partners_in(version.content)
    assert version.content["format"] == FORMAT == 2
    assert frozen == {
        "partner": str(partner.uid), "signature": partner.signature, "institution": partner.institution,
        "country": "JP", "changed_at": NOW.isoformat(), "texts": {"team": "", "given": "Two months of ship time."},
    }  # fmt: skip
    # the partner leaves and their name changes: what was submitted says what it said
    AwardPartner.objects.filter(pk=partner.pk).update(laboratory="Tout autre")
    reader = browser_of(person_of(officer_of(report.award)))
    assert frozen["signature"] in said(reader.get(report.get_absolute_url()))
    # a version of the first format has no part of a partner
    old = {key: value for key, value in version.content.items() if key != "partners"} | {"format": 1}
    ReportVersion.objects.create(report=report, number=2, content=old, sha256="0" * 64, submitted_at=NOW,
                                 submitted_by_id=by.person_id)  # fmt: skip
    page = reader.get(report.get_absolute_url())
    assert page.status_code == 200
    assert "ship time" not in said(page)


@pytest.mark.both
def test_the_database_holds_one_part_each_its_limits_and_its_instants():
    part = a_part(NOW)
    for bad in ({"team_text": "x" * (TEAM.limit + 1), "written_at": NOW, "changed_at": NOW},
                {"given_text": "é" * (GIVEN.limit + 1), "written_at": NOW, "changed_at": NOW},
                {"team_text": "Sans date."}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            PartnerPart.objects.filter(pk=part.pk).update(**bad)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerPart.objects.create(report=part.report, partner=part.partner, asked_at=NOW, asked_by=part.asked_by)
    # the whole limit, in characters and not in bytes
    assert acts.save_text(part, slug="given", value="é" * GIVEN.limit, revision=0, at=NOW) == 1


# what is typed, the sentence in French, in English; none: it is kept, as `kept`
TYPED: list[tuple[str, str, str, str]] = [
    ("x" * (TEAM.limit + 1), "Restez dans les 3 000 caractères (il y en a 3 001)", "Keep to 3,000 characters", ""),
    ("Des \u202esignes\u0007 cachés", "", "", "Des signes cachés"),
    (" \u00a0 \n", "", "", ""),
    ("Une ligne\r\nune autre", "", "", "Une ligne\nune autre"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_a_partner_mistypes_is_said_and_stays_typed(language: str):
    part = a_part()
    path, client = f"/report/{token_of(part)}/", Client(headers={"accept-language": language})
    for typed, french, english, kept in TYPED:
        PartnerPart.objects.update(team_text="", team_revision=0)
        sentence = french if language == "fr" else english
        answer = client.post(path, {"team": typed, "revision-team": "0"})
        assert answer.status_code == (422 if sentence else 302), typed
        assert sentence in said(answer)
        assert not sentence or f"{typed}</textarea>" in said(answer)
        part.refresh_from_db()
        assert part.team_text == kept
    # what is not whole: nothing is kept, and never a fault of the house
    for body, status in (("{", 400), ('{"value": "x", "revision": -1}', 400), ('{"value": 7}', 422),
                         ('{"value": "x", "revision": 0}', 404)):  # fmt: skip
        slug = "summary" if status == 404 else "team"
        answer = client.post(f"{path}{slug}/", body, content_type="application/json")
        assert answer.status_code == status, body
    assert client.post(path, {"team": "y", "revision-team": "²"}).status_code == 409
    # twice the same is once
    for _double in range(2):
        answer = client.post(f"{path}given/", json.dumps({"value": "Du temps.", "revision": 0}),
                             content_type="application/json")  # fmt: skip
        assert (answer.status_code, answer.json()["revision"]) == (200, 1)


def gone_links(part: PartnerPart) -> dict[str, str]:
    """One bad link of each sort."""
    now, given = timezone.now(), {"email": "a@example.org"}
    good = {**given, "expires_at": now + GOOD_FOR}
    withdrawn = make_link(PURPOSE, part, **good).token
    revoke_links(part, PURPOSE)
    return {
        "a expiré|has expired": make_link(PURPOSE, part, **given, expires_at=now - timedelta(seconds=1)).token,
        "a été retiré|was withdrawn": withdrawn,
        "n’est pas connu ici|is not known here": f"{make_link(PURPOSE, part, **good).token[:-2]}zz",
        "pas connu|not known": make_link("partner", part, **good).token,
        "n’est plus demandée|is no longer asked": make_link(PURPOSE, PartnerPart(pk=10**9), **good).token,
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_link_that_opens_nothing_says_why_and_gives_back_what_was_typed(language: str):
    part = a_part()
    client = Client(headers={"accept-language": language})
    for sentences, token in gone_links(part).items():
        sentence = sentences.split("|")[language == "en"]
        for answer in (client.get(f"/report/{token}/"), client.post(f"/report/{token}/", {"team": "Mon <b>texte"})):
            assert answer.status_code == 410
            assert sentence in said(answer)
            assert part.report.award.title not in said(answer)
        assert "Mon &lt;b&gt;texte" in said(answer)
        answer = client.post(f"/report/{token}/team/", '{"value": "Mon texte", "revision": 0}',
                             content_type="application/json")  # fmt: skip
        assert answer.status_code == 423
        assert sentence in answer.json()["said"].replace("\u202f", " ").replace("\u00a0", " ")
    assert PartnerPart.objects.get().team_text == ""


def test_who_writes_without_script_in_two_windows_is_shown_both_texts():
    report, _partner, by = asked()
    reporting.save_part(report, slug="summary", value="Le premier.", revision=0, at=timezone.now(), by=by)
    late = browser_of(report.award.carrier).post(
        report.get_absolute_url(), {"summary": "Le second.", "revision-summary": "0"}
    )
    assert late.status_code == 409
    assert "Le premier." in said(late)
    assert "Le second.</textarea>" in said(late)
