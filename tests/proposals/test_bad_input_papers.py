"""Papers: what is refused, with which sentence, what stayed in the dossier; nothing is written of what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Person
from directory.standing import standing_of
from documents import checks
from documents.links import make_link, revoke_links
from documents.models import StoredFile
from notifications.models import OutboxMail
from proposals.actions.filing import submit_dossier
from proposals.actions.papers import ANNEX, add_paper, forget_papers, take_out
from proposals.actions.partner_links import PURPOSE
from proposals.models import Attachment, Dossier
from tests.clients import as_
from tests.documents import files
from tests.documents.files import a_pdf, an_upload
from tests.factories import a_person
from tests.proposals.dossiers import (
    a_complete_dossier,
    a_dossier,
    a_filed_dossier,
    a_permanent_or_annual_call,
    the_officer,
)
from workflow.engine import Refused

pytestmark = [pytest.mark.django_db]
LETTER = "partner-letter"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def dossier(folder: Path) -> Dossier:
    """A draft with one letter, received and accepted."""
    made = a_complete_dossier()
    made.attachments.update(removed_at=timezone.now() - timedelta(days=100))
    add_paper(made, paper=LETTER, file=an_upload(a_pdf(words="bonne")), at=timezone.now(), by=standing_of(made.carrier))
    checks.sweep()
    return Dossier.objects.get(pk=made.pk)


def send(dossier: Dossier, content: bytes | None, *, paper: str = LETTER, language: str = "fr",
         name: str = "lettre.pdf", by: Any = None, **more: Any) -> Any:  # fmt: skip
    file = {} if content is None else {"file": an_upload(content, name)}
    return as_(by or dossier.carrier, language).post(
        f"/proposals/{dossier.uid}/edit/papers/", {"paper": paper, **file, **more}
    )


def current(dossier: Dossier) -> list[str]:
    return sorted(one.file.name for one in dossier.attachments.filter(removed_at=None).select_related("file"))


BAD: list[tuple[str, Callable[[], bytes | None], int, str, str]] = [
    ("no file", lambda: None, 422, "Choisissez d’abord un fichier", "Choose a file on your machine first"),
    ("zero bytes", lambda: b"", 422, "Ce fichier est vide", "This file is empty"),
    ("a program named .pdf", lambda: files.PROGRAM, 422, "est un programme", "is a program"),
    ("a web page named .pdf", lambda: files.WEB_PAGE, 422, "est une page web", "is a web page"),
    ("an archive", files.an_archive, 422, "est une archive", "is an archive"),
    ("a text document", files.a_text_document, 422, "suite bureautique", "office suite"),
    ("an image and a PDF", files.image_and_pdf, 422, "est une image", "is an image"),
    ("plain words", lambda: files.WORDS, 422, "n’est pas un PDF", "is not a PDF"),
    ("larger than the limit", lambda: a_pdf() + b" " * 1_000_000, 413, "dépasse 1", "larger than 1"),
    ("far larger", lambda: a_pdf() + b" " * 9_000_000, 413, "dépasse 1", "larger than 1"),
]


@pytest.mark.parametrize(("what", "make", "status", "french", "english"), BAD, ids=[row[0] for row in BAD])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_bad_file_is_refused_with_what_to_do_and_the_good_one_stays(
    what: str, make: Callable[[], bytes | None], status: int, french: str, english: str, language: str,
    dossier: Dossier, folder: Path, settings: Any,
) -> None:  # fmt: skip
    settings.UPLOAD_MOST_BYTES = 1_000_000
    before = (StoredFile.objects.count(), sorted(folder.rglob("*")))
    answer = send(dossier, make(), language=language)
    assert answer.status_code == status
    page = answer.content.decode()
    assert (french if language == "fr" else english) in page
    assert "lettre.pdf" in page
    assert (StoredFile.objects.count(), sorted(folder.rglob("*"))) == before
    assert current(dossier) == ["lettre.pdf"]


def test_the_limits_of_its_call_are_said_and_kept(folder: Path) -> None:
    own = {"pages": {LETTER: 2}, "megabytes": {LETTER: 1}}
    dossier = a_dossier(call=a_permanent_or_annual_call("iea", adjustments=own))
    page = as_(dossier.carrier).get(f"/proposals/{dossier.uid}/edit/papers/").content.decode()
    assert "PDF, 2 pages au plus." in page
    assert "Pour cet appel, 1" in page
    answer = send(dossier, a_pdf() + b" " * 1_000_000)
    assert (answer.status_code, "dépasse 1" in answer.content.decode()) == (413, True)
    # the limit of the house still holds for the others
    assert send(dossier, a_pdf(words="x") + b" " * 1_000_000, paper=ANNEX).status_code == 302
    assert send(dossier, a_pdf(3)).status_code == 302
    checks.sweep()
    refused = Attachment.objects.select_related("file").get(dossier=dossier, paper=LETTER, removed_at=None)
    assert refused.file.reason == {"slug": "too-long", "pages": 3, "most": 2}


CHECKED: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("encrypted", files.encrypted, "demande un mot de passe", "asks for a password"),
    ("truncated", files.truncated, "tronqué ou abîmé", "cut short or damaged"),
    ("eleven pages", lambda: a_pdf(11), "a 11", "has 11 pages"),
    ("a script", files.with_script, "contient un programme", "holds a program"),
    ("a launch", files.with_launch, "lance un programme", "starts a program"),
    ("a file inside", files.with_file_inside, "transporte d’autres fichiers", "carries other files"),
    ("a bomb", files.stream_bomb, "plus de travail", "more work"),
]


@pytest.mark.parametrize(("what", "make", "french", "english"), CHECKED, ids=[row[0] for row in CHECKED])
def test_what_the_check_refuses_is_said_on_the_page_and_missing_from_the_dossier(
    what: str, make: Callable[[], bytes], french: str, english: str, dossier: Dossier
) -> None:
    assert send(dossier, make()).status_code == 302
    checks.sweep()
    for language, words in (("fr", french), ("en", english)):
        page = as_(dossier.carrier, language).get(f"/proposals/{dossier.uid}/edit/papers/").content.decode()
        assert words in page.replace("\u202f", " ")
        assert "id_partner-letter" in page
    found = Attachment.objects.get(dossier=dossier, removed_at=None)
    refused = as_(dossier.carrier).get(f"/proposals/{dossier.uid}/files/{found.file.uid}/")
    assert refused.status_code == 410
    assert french in refused.content.decode().replace("\u202f", " ")
    with pytest.raises(Refused, match="Pièce attendue"):
        submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))


FORGED: list[tuple[str, dict[str, str]]] = [
    ("a paper that the rules do not know", {"paper": "nothing"}),
    ("a paper that is not a word", {"paper": "../../etc"}),
    ("no paper", {"paper": ""}),
    ("a question in the place of a paper", {"paper": "title"}),
    ("a forged row", {"replaces": "1; drop table"}),
    ("a number of 30 digits", {"replaces": "9" * 30}),
]


@pytest.mark.parametrize(("what", "given"), FORGED, ids=[row[0] for row in FORGED])
def test_a_forged_form_finds_nothing(what: str, given: dict[str, str], dossier: Dossier) -> None:
    answer = send(dossier, a_pdf(words="autre"), **given)
    assert answer.status_code == 404
    assert current(dossier) == ["lettre.pdf"]


def test_the_same_file_sent_twice_is_kept_once(dossier: Dossier) -> None:
    for _time in range(2):
        assert send(dossier, a_pdf(words="annexe"), paper=ANNEX, name="annexe.pdf").status_code == 302
    assert current(dossier) == ["annexe.pdf", "lettre.pdf"]


def test_the_same_file_in_two_places_is_refused_with_where_it_is(dossier: Dossier) -> None:
    answer = send(dossier, a_pdf(words="bonne"), paper=ANNEX)
    assert answer.status_code == 409
    assert "déjà dans le dossier" in answer.content.decode()
    assert current(dossier) == ["lettre.pdf"]


def test_who_replaces_what_somebody_else_replaced_meanwhile_is_told(dossier: Dossier) -> None:
    read = dossier.attachments.get(removed_at=None).pk
    assert send(dossier, a_pdf(words="la leur"), name="leur.pdf", replaces=str(read)).status_code == 302
    answer = send(dossier, a_pdf(words="la mienne"), name="mienne.pdf", replaces=str(read))
    assert answer.status_code == 409
    assert "Quelqu’un d’autre a changé cette pièce" in answer.content.decode()
    assert "leur.pdf" in answer.content.decode()
    assert current(dossier) == ["leur.pdf"]
    again = dossier.attachments.get(removed_at=None).pk
    assert send(dossier, a_pdf(words="la mienne"), name="mienne.pdf", replaces=str(again)).status_code == 302
    assert current(dossier) == ["mienne.pdf"]


def test_one_annex_too_many_is_refused_with_how_many_there_may_be(dossier: Dossier, settings: Any) -> None:
    settings.MOST_ANNEXES = 2
    for number in range(2):
        assert send(dossier, a_pdf(words=str(number)), paper=ANNEX, name=f"a{number}.pdf").status_code == 302
    answer = send(dossier, a_pdf(words="de trop"), paper=ANNEX, name="trop.pdf")
    assert answer.status_code == 409
    assert current(dossier) == ["a0.pdf", "a1.pdf", "lettre.pdf"]


def test_a_filed_dossier_takes_no_paper_and_loses_none(dossier: Dossier) -> None:
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    kept = dossier.attachments.get(removed_at=None).file
    assert send(dossier, a_pdf(words="autre")).status_code in (404, 409)
    out = as_(dossier.carrier).post(f"/proposals/{dossier.uid}/edit/papers/{kept.uid}/remove/")
    assert out.status_code == 409
    assert current(dossier) == ["lettre.pdf"]


def test_a_file_is_given_to_nobody_through_another_dossier(dossier: Dossier) -> None:
    other = a_dossier(carrier=dossier.carrier)
    kept = dossier.attachments.get(removed_at=None).file
    mine = as_(dossier.carrier)
    assert mine.get(f"/proposals/{other.uid}/files/{kept.uid}/").status_code == 404
    assert mine.get(f"/proposals/{dossier.uid}/files/{uuid4()}/").status_code == 404
    assert mine.post(f"/proposals/{other.uid}/edit/papers/{kept.uid}/remove/").status_code == 404
    assert as_(a_person()).get(f"/proposals/{dossier.uid}/files/{kept.uid}/").status_code == 404
    assert send(dossier, a_pdf(words="autre"), by=a_person()).status_code == 404
    assert current(dossier) == ["lettre.pdf"]


def test_a_file_is_given_as_an_attachment_that_nothing_runs(dossier: Dossier) -> None:
    kept = dossier.attachments.get(removed_at=None).file
    StoredFile.objects.filter(pk=kept.pk).update(name="Lettre « Kyōto ».pdf")
    answer = as_(dossier.carrier).get(f"/proposals/{dossier.uid}/files/{kept.uid}/")
    assert b"".join(answer.streaming_content) == a_pdf(words="bonne")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Lettre%20%C2%AB%20Ky%C5%8Dto")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_officers_are_given_what_was_filed_and_not_the_working_copy(dossier: Dossier) -> None:
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    dossier.refresh_from_db()
    officer = Person.objects.get(pk=the_officer(dossier).person_id)
    filed = dossier.attachments.get(removed_at=None).file
    got = as_(officer).get(f"/proposals/{dossier.uid}/files/{filed.uid}/")
    assert b"".join(got.streaming_content) == a_pdf(words="bonne")
    Dossier.objects.filter(pk=dossier.pk).update(taken_back_at=timezone.now())
    added = add_paper(dossier, paper=ANNEX, file=an_upload(a_pdf(words="pas encore")), at=timezone.now(),
                      by=standing_of(dossier.carrier))  # fmt: skip
    checks.sweep()
    assert as_(officer).get(f"/proposals/{dossier.uid}/files/{added.file.uid}/").status_code == 404


def test_a_file_refused_after_filing_is_told_to_writers_and_officers(dossier: Dossier) -> None:
    the_officer(dossier)
    send(dossier, files.with_launch(), name="piege.pdf")
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    checks.sweep()
    mails = OutboxMail.objects.filter(key="dossier.paper-refused")
    assert dossier.carrier_id in [one.person_id for one in mails]
    assert mails.count() == 2
    assert all("piege.pdf" in one.text for one in mails)


def test_a_partner_sends_their_letter_until_the_link_is_withdrawn(dossier: Dossier) -> None:
    partner = dossier.partners.first()
    token = make_link(PURPOSE, partner, email="a@example.org", expires_at=timezone.now() + timedelta(days=9)).token
    client = Client(headers={"accept-language": "en"})
    address = f"/partner/{token}/letter/send/"
    assert client.post(address, {"file": an_upload(files.PROGRAM)}).status_code == 302
    assert current(dossier) == ["lettre.pdf"]
    assert client.post(address, {"file": an_upload(a_pdf(words="support"), "support.pdf")}).status_code == 302
    assert current(dossier) == ["support.pdf"]
    revoke_links(partner, PURPOSE)
    assert client.post(address, {"file": an_upload(a_pdf(words="late"), "late.pdf")}).status_code == 410
    assert client.post("/partner/forged/letter/send/", {"file": an_upload(a_pdf())}).status_code == 410
    assert current(dossier) == ["support.pdf"]


@pytest.mark.both
def test_files_taken_out_long_ago_are_deleted_unless_they_were_filed(dossier: Dossier, folder: Path) -> None:
    by, now = standing_of(dossier.carrier), timezone.now()
    filed = dossier.attachments.get(removed_at=None).file
    submit_dossier(dossier, at=now, by=by)
    Dossier.objects.filter(pk=dossier.pk).update(taken_back_at=now)
    never = add_paper(dossier, paper=ANNEX, file=an_upload(a_pdf(words="jamais")), at=now, by=by).file
    for file in (filed, never):
        take_out(dossier, file=file.uid, at=now, by=by)
    Attachment.objects.exclude(file__in=[filed, never]).delete()
    assert forget_papers(now + timedelta(days=29)) == 0
    assert forget_papers(now + timedelta(days=31)) == 1
    assert set(StoredFile.objects.filter(pk__in=[filed.pk, never.pk])) == {filed}
    assert Attachment.objects.get(file=filed).removed_at == now


def test_the_page_says_where_each_check_stands(dossier: Dossier) -> None:
    send(dossier, a_pdf(words="annexe"), paper=ANNEX)
    state = f"/proposals/{dossier.uid}/edit/papers/state/"
    said = {one["label"] for one in as_(dossier.carrier).get(state).json().values()}
    assert said == {"Accepté", "En cours de vérification"}
    checks.sweep()
    assert {one["is_waiting"] for one in as_(dossier.carrier).get(state).json().values()} == {False}


def test_a_filed_dossier_of_somebody_else_is_not_there() -> None:
    other = a_filed_dossier()
    assert send(other, a_pdf(), by=a_person()).status_code == 404
