"""The sheet filled elsewhere: taken, filled, brought back, previewed, kept; whatever else is brought says why not."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from xml.sax.saxutils import escape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from evaluation import pieces
from evaluation.actions.reviewing import file_review, save_piece
from evaluation.links import link_for
from evaluation.models import Review
from tests.evaluation.reviews import a_written_review, an_open_review, the_reviewer
from workflow.history import of_subject

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
TEXT = {"odt": "content.xml", "docx": "word/document.xml"}
ROW = {"odt": r"(\[%s\].*?</table:table-cell><table:table-cell[^>]*>)(.*?)(</table:table-cell>)",
       "docx": r"(\[%s\].*?</w:tc><w:tc>.*?</w:tcPr>)(.*?)(</w:tc>)"}  # fmt: skip
PARAGRAPH = {"odt": "<text:p>%s</text:p>", "docx": "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"}


def client_of(person, language="fr"):
    client = Client(headers={"accept-language": language})
    client.force_login(person, backend=BACKEND)
    return client


def packed(files, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in {**files, **more}.items():
            made.writestr(name, text)
    return out.getvalue()


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {one: found.read(one) for one in found.namelist()}


def filled(content, form="odt", **answers):
    """The sheet with answers written in the right-hand column, as a word processor would."""
    files = unpacked(content)
    text = files[TEXT[form]].decode()
    for code, answer in answers.items():
        written = "".join(PARAGRAPH[form] % escape(line) for line in answer.split("\n"))
        pattern = re.compile(ROW[form] % code, re.S)
        text, found = pattern.subn(lambda row, written=written: row[1] + written + row[3], text, count=1)
        assert found, code
    return packed({**files, TEXT[form]: text.encode()})


def taken(client, review, form="odt"):
    answer = client.get(f"/reviews/{review.uid}/offline/sheet.{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    return answer.content


def brought(client, review, content, name="fiche.odt"):
    return client.post(f"/reviews/{review.uid}/offline/", {"sheet": SimpleUploadedFile(name, content)})


def hidden(page):
    """What the preview would send."""
    text = page.content.decode()
    found = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
    return {name: unescape(value) for name, value in found.items()} | {"keep": "1"}


def first_scored(review):
    return next(one.slug for one in review.rules.evaluation.criteria if not one.words)


def in_words(review):
    return next(one for one in review.rules.evaluation.criteria if one.words)


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_a_sheet_taken_filled_and_brought_back_becomes_the_draft(form):
    review = an_open_review()
    client, scored, worded = client_of(review.person), first_scored(review), in_words(review)
    sheet = filled(taken(client, review, form), form, **{
        f"mark-{scored}": "3,5", f"mark-{worded.slug}": worded.words[1].fr.upper(),
        f"text-{scored}": "Solide & clair.\nUn bémol.", "comment": "L’ensemble tient.", "note": "Entre nous.",
    })  # fmt: skip
    page = brought(client, review, sheet, f"fiche.{form}")
    assert page.status_code == 200
    assert not review.marks.exists(), "nothing is kept before it is read"
    assert client.post(f"/reviews/{review.uid}/offline/", hidden(page)).status_code == 302
    fresh = Review.objects.for_page().get(pk=review.pk)
    marks = {one.criterion: one for one in fresh.marks.all()}
    assert (str(marks[scored].mark), marks[scored].text) == ("3.5", "Solide & clair.\nUn bémol.")
    assert marks[worded.slug].word == 1
    assert (fresh.comment, fresh.confidential_note) == ("L’ensemble tient.", "Entre nous.")
    assert of_subject(review).filter(act="offline-in").count() == 1
    again = brought(client, review, sheet)
    assert "ce que dit la fiche figure déjà sur la page" in again.content.decode().replace("\u00a0", " ")


def test_what_is_typed_meanwhile_is_shown_beside_and_kept_unless_the_sheet_is_chosen():
    review = a_written_review()
    client, by = client_of(review.person), the_reviewer(review)
    sheet = filled(taken(client, review), comment="De la fiche.", note="Une note.")
    save_piece(review, piece=pieces.COMMENT, value="Tapé en ligne.", revision=1, at=timezone.now(), by=by)
    page = brought(client, review, sheet)
    assert "Tapé en ligne." in page.content.decode()
    assert "De la fiche." in page.content.decode()
    sent = hidden(page)
    client.post(f"/reviews/{review.uid}/offline/", sent | {"take-comment": "page"})
    fresh = Review.objects.get(pk=review.pk)
    assert (fresh.comment, fresh.confidential_note) == ("Tapé en ligne.", "Une note.")
    client.post(f"/reviews/{review.uid}/offline/", sent | {"take-comment": "file"})
    assert Review.objects.get(pk=review.pk).comment == "De la fiche."


def test_what_is_typed_between_the_preview_and_the_keeping_is_never_overwritten():
    review = a_written_review()
    client, by = client_of(review.person), the_reviewer(review)
    sent = hidden(brought(client, review, filled(taken(client, review), comment="De la fiche.")))
    save_piece(review, piece=pieces.COMMENT, value="Tapé entre les deux.", revision=1, at=timezone.now(), by=by)
    answer = client.post(f"/reviews/{review.uid}/offline/", sent)
    assert answer.status_code == 409
    assert "Tapé entre les deux." in answer.content.decode()
    assert "De la fiche." in answer.content.decode(), "what was brought stays in the field"
    assert Review.objects.get(pk=review.pk).comment == "Tapé entre les deux."


def test_what_was_typed_online_and_not_in_the_sheet_is_left_alone():
    review = a_written_review()
    client, by = client_of(review.person), the_reviewer(review)
    sheet = taken(client, review)
    save_piece(review, piece=pieces.COMMENT, value="Tapé en ligne.", revision=1, at=timezone.now(), by=by)
    assert 'name="keep"' not in brought(client, review, sheet).content.decode()


def test_the_link_of_the_review_takes_and_brings_the_sheet_too():
    review = an_open_review()
    base = f"/reviews/by-link/{link_for(review).token}/offline/"
    client = Client()
    sheet = filled(client.get(f"{base}sheet.odt").content, comment="Par le lien.")
    page = client.post(base, {"sheet": SimpleUploadedFile("fiche.odt", sheet)})
    client.post(base, hidden(page))
    assert Review.objects.get(pk=review.pk).comment == "Par le lien."


def test_what_a_word_processor_adds_is_no_answer():
    review = an_open_review()
    client = client_of(review.person)
    files = unpacked(filled(taken(client, review), comment="Gardé."))
    aside = ('<office:annotation><text:p>en marge</text:p></office:annotation>'
             '<text:tracked-changes><text:p>ôté</text:p></text:tracked-changes>')  # fmt: skip
    text = files["content.xml"].decode().replace("Gardé.", f"Gardé{aside}<text:s text:c='2'/>ici.")
    page = brought(client, review, packed({**files, "content.xml": text.encode()}))
    assert hidden(page)["comment"] == "Gardé  ici."


# -- whatever else is brought: what, the sentence in both languages ------------------------------------
def _bomb(sheet):
    return packed({**unpacked(sheet), "content.xml": b"<a>" + b" " * 9_000_000})


def _entities(sheet):
    files = unpacked(sheet)
    text = files["content.xml"].decode().replace("?>", '?><!DOCTYPE a [<!ENTITY b "bbbb">]>', 1)
    return packed({**files, "content.xml": text.encode()})


BAD = {
    "nothing": (lambda sheet: None, "Choisissez la fiche", "Choose the sheet"),
    "empty": (lambda sheet: b"", "vide", "empty"),
    "PDF": (lambda sheet: b"%PDF-1.7 ...", "PDF", "PDF"),
    "old Word": (lambda sheet: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "ODT ou DOCX, sans mot de passe", "older form"),
    "a photograph": (lambda sheet: b"\xff\xd8\xff" * 50, "pas une fiche", "no sheet of ours"),
    "another zip": (lambda sheet: packed({"a.txt": b"a"}), "pas une fiche", "no sheet of ours"),
    "cut short": (lambda sheet: sheet[: len(sheet) // 2], "pas une fiche", "no sheet of ours"),
    "too large": (lambda sheet: sheet + b"0" * 2_000_001, "2 Mo", "2 MB"),
    "zip bomb": (_bomb, "plus de travail", "more work"),
    "entities": (_entities, "coupé ou abîmé", "cut short or damaged"),
    "macros": (lambda sheet: packed(unpacked(sheet), **{"Basic/script.xml": b"x"}), "programme", "program"),
    "too many members": (lambda sheet: packed(unpacked(sheet), **{f"x{n}": b"" for n in range(600)}),
                         "plus de travail", "more work"),
    "no code": (lambda sheet: filled(sheet, sheet=""), "code", "code at the end"),
    "forged code": (lambda sheet: filled(sheet, sheet="eyJyIjoiMSJ9:1abc:defghi"), "code", "code at the end"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_says_why_and_changes_nothing(case):
    make, french, english = BAD[case]
    review = a_written_review()
    client = client_of(review.person)
    content = make(taken(client, review))
    for language, sentence in (("fr", french), ("en", english)):
        type(review.person).objects.filter(pk=review.person_id).update(language=language)
        with translation.override(language):
            sent = {} if content is None else {"sheet": SimpleUploadedFile("fiche.odt", content)}
            answer = client.post(f"/reviews/{review.uid}/offline/", sent, headers={"accept-language": language})
        assert answer.status_code == 422
        said = re.search(r'role="alert".*?</div>', answer.content.decode(), re.S)[0].replace("\u00a0", " ")
        assert sentence in said.replace("\u202f", " "), said
    assert Review.objects.get(pk=review.pk).changed_at == review.changed_at


def test_the_sheet_of_another_dossier_or_of_another_version_is_refused():
    review = a_written_review()
    other = an_open_review()
    client = client_of(review.person)
    theirs = taken(client_of(other.person), other)
    assert "une autre relecture" in brought(client, review, theirs).content.decode()
    mine = taken(client, review)
    type(review).objects.filter(pk=review.pk).update(filing=other.filing)
    assert "une autre version" in brought(client, review, mine).content.decode()


def test_marks_off_the_scale_say_so_and_hold_up_no_other_answer():
    review = an_open_review()
    client, scored, worded = client_of(review.person), first_scored(review), in_words(review)
    for wrong in ("7", "3,7", "bien", "-1", "NaN"):
        sheet = filled(taken(client, review), **{f"mark-{scored}": wrong, f"mark-{worded.slug}": "peut-être",
                                                 "comment": "Gardé."})  # fmt: skip
        page = brought(client, review, sheet)
        assert page.content.decode().count("ci-level--block") == 2
        sent = hidden(page)
        assert f"mark-{scored}" not in sent
        assert sent["comment"] == "Gardé."


def test_a_review_filed_or_somebody_else_s_takes_no_sheet():
    review = a_written_review()
    client, sheet = client_of(review.person), None
    sheet = filled(taken(client, review), comment="Trop tard.")
    stranger = client_of(an_open_review().person)
    assert stranger.get(f"/reviews/{review.uid}/offline/sheet.odt").status_code == 404
    assert brought(stranger, review, sheet).status_code == 404
    assert client.get(f"/reviews/{review.uid}/offline/sheet.exe").status_code == 404
    file_review(review, at=timezone.now(), by=the_reviewer(review))
    assert client.get(f"/reviews/{review.uid}/offline/sheet.odt").status_code == 404
    assert brought(client, review, sheet).status_code == 302
    assert Review.objects.get(pk=review.pk).comment != "Trop tard."
