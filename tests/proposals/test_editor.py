"""Pages of whoever writes: sections built from the rules, the frame, what is missing, what is locked, two versions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Office
from directory.standing import standing_of
from instruments import registry
from instruments.registry import all_instruments
from instruments.spec import Bound, FieldKind, Unit
from proposals.actions.filing import take_back
from proposals.actions.writing import STRUCTURED, save_answer
from proposals.enums import DossierState as S
from proposals.forms.editor import SectionForm, print_of
from proposals.forms.kinds import FIELDS
from proposals.models import Answer, Dossier
from proposals.views.editor_pages import url_of_part
from tests.clients import as_
from tests.factories import a_person, a_unit, an_institute
from tests.instruments.fifth import INSTRUMENT as FIFTH
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier, an_answer, the_officer
from tests.routes.proposals import share
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]
INSTRUMENTS = ("iea", "irp", "irn", "irl")


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def kept(dossier: Dossier, field: str) -> Any:
    found = Answer.objects.filter(dossier=dossier, field=field).first()
    return found.value if found else None


# -- sections from the rules ---------------------------------------------------------------------------------------


def test_every_kind_of_question_is_typed_or_made_of_lines():
    assert set(FIELDS) | STRUCTURED == set(FieldKind)


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_each_section_of_each_instrument_asks_its_questions_in_both_languages(slug):
    dossier = a_dossier(slug)
    for language in ("fr", "en"):
        client = as_(dossier.carrier, language)
        for section in dossier.rules.sections:
            html = read(client, f"/proposals/{dossier.uid}/edit/{section.slug}/")
            for asked in section.fields:
                assert f'id="div_id_{asked.slug}"' in html
                assert asked.label.said(language).replace("’", "’") in html


@pytest.mark.parametrize("one", [*all_instruments(), FIFTH], ids=lambda one: one.slug)
def test_every_typed_question_of_every_instrument_keeps_an_answer_of_its_kind(one):
    for section in one.sections:
        data = {f"revision-{asked.slug}": "0" for asked in section.fields}
        expected = {}
        for asked in section.fields:
            answer = None if asked.choices_from or asked.kind in STRUCTURED else an_answer(asked)
            if answer is not None:
                field = SectionForm(section, {}).fields[asked.slug]
                data[asked.slug] = field.prepare_value(answer)
                expected[asked.slug] = answer
        form = SectionForm(section, {}, _posted(data))
        assert form.is_valid(), form.errors
        assert {sent.slug: sent.value for sent in form.sent() if sent.slug in expected} == expected


def _posted(data: dict[str, Any]) -> Any:
    posted = QueryDict(mutable=True)
    posted.update(data)
    return posted


def test_an_instrument_that_does_not_exist_is_written_by_the_same_pages():
    entry = replace(FIFTH.entry, opened_by=(Role.DERCI_OFFICER.value,))
    one = replace(FIFTH, entry=entry, steps=FIFTH.steps[1:])
    with patch.object(registry, "_registered", lambda: {FIFTH.slug: one}):
        dossier = a_dossier(FIFTH.slug)
        client = as_(dossier.carrier)
        html = read(client, f"/proposals/{dossier.uid}/edit/every-kind/")
        assert "Port d’attache" in html
        assert 'type="date"' in html
        sent = {"season": "yes", "revision-season": "0", "berths": "12,50", "revision-berths": "0",
                "at-sea": "no", "revision-at-sea": "0"}  # fmt: skip
        assert client.post(f"/proposals/{dossier.uid}/edit/every-kind/", sent).status_code == 302
        assert (kept(dossier, "season"), kept(dossier, "berths"), kept(dossier, "at-sea")) == ("yes", "12.5", False)
        # the duration is not fixed and the call asks for a permanent post: the first page asks both
        frame = read(client, f"/proposals/{dossier.uid}/edit/")
        assert 'name="months"' in frame


def test_a_section_that_the_rules_do_not_have_is_not_found():
    dossier = a_dossier()
    read(as_(dossier.carrier), f"/proposals/{dossier.uid}/edit/anchoring/", 404)


# -- without script ------------------------------------------------------------------------------------------------


def test_a_section_sent_whole_keeps_each_answer_and_leaves_alone_what_was_not_touched():
    dossier = a_dossier()
    by = standing_of(dossier.carrier)
    read_before = {"context": "Ancien", "revision-context": "1", "was-context": print_of("Ancien")}
    save_answer(dossier, field="context", value="Ancien", revision=0, at=timezone.now(), by=by)
    # meanwhile somebody else changes a question that this form shows but its writer does not touch
    save_answer(dossier, field="context", value="Nouveau", revision=1, at=timezone.now(), by=by)
    sent = {**read_before, "interest": "Le mien", "revision-interest": "0", "was-interest": print_of(None)}
    answer = as_(dossier.carrier).post(f"/proposals/{dossier.uid}/edit/science/", {**sent, "next": "1"})
    assert answer.headers["Location"] == f"/proposals/{dossier.uid}/edit/young/"
    assert (kept(dossier, "context"), kept(dossier, "interest")) == ("Nouveau", "Le mien")


def test_two_versions_are_shown_side_by_side_and_one_keeps_takes_or_joins():
    dossier = a_dossier()
    other = a_person(first_name="Baptiste", last_name="Orvanne")
    share(dossier, other)
    client, url = as_(dossier.carrier), f"/proposals/{dossier.uid}/edit/science/"
    for field in ("context", "interest", "outcomes"):
        save_answer(dossier, field=field, value="Le sien", revision=0, at=timezone.now(), by=standing_of(other))
    sent = {f"revision-{field}": "0" for field in ("context", "interest", "outcomes", "work-plan")}
    sent |= {"context": "Le mien", "interest": "Le mien", "outcomes": "Le mien", "work-plan": "Seul"}
    page = client.post(url, sent)
    html = page.content.decode()
    assert page.status_code == 409
    assert (html.count("Le mien"), html.count("Le sien") >= 3, "Baptiste Orvanne" in html) == (9, True, True)
    assert (kept(dossier, "context"), kept(dossier, "work-plan")) == ("Le sien", "Seul")
    decided = {f"revision-{field}": "1" for field in ("context", "interest", "outcomes")}
    decided |= {"context": "Le mien", "choice-context": "mine", "interest": "Le mien", "choice-interest": "theirs",
                "outcomes": "Le mien", "choice-outcomes": "join", "join-outcomes": "Les deux"}  # fmt: skip
    assert client.post(url, decided).status_code == 302
    assert [kept(dossier, field) for field in ("context", "interest", "outcomes")] == ["Le mien", "Le sien", "Les deux"]


# -- the frame -----------------------------------------------------------------------------------------------------


def test_another_unit_brings_its_institute_and_its_delegation():
    dossier = a_dossier()
    institute = an_institute()
    unit = a_unit(institute=institute, delegation=None)
    sent = {"unit": "", "unit-id": str(unit.pk), "revision": "0"}
    assert as_(dossier.carrier).post(f"/proposals/{dossier.uid}/edit/", sent).status_code == 302
    again = Dossier.objects.get(pk=dossier.pk)
    assert (again.unit_id, again.institute_id, again.frame_revision) == (unit.pk, institute.pk, 1)


def test_a_unit_chosen_in_the_directory_comes_back_into_the_form():
    dossier, unit = a_dossier(), a_unit(name="Laboratoire des abysses")
    client = as_(dossier.carrier)
    assert f'name="unit-id" value="{unit.pk}"' in read(client, f"/proposals/{dossier.uid}/edit/?unit={unit.pk}")
    read(client, f"/proposals/{dossier.uid}/edit/?unit=abysses")
    assert Dossier.objects.get(pk=dossier.pk).unit_id == dossier.unit_id


def test_a_unit_without_institute_lets_the_carrier_choose_one_and_name_the_director():
    carrier = a_person(unit=a_unit(institute=None))
    dossier = a_dossier(carrier=carrier)
    client, url = as_(carrier), f"/proposals/{dossier.uid}/edit/"
    assert "L’institut qui reçoit le dossier n’est pas choisi" in read(client, url)
    institute = an_institute()
    sent = {"unit": "", "unit-id": str(carrier.unit_id), "institute": str(institute.pk), "revision": "0",
            "director_name": "Iris Delmas", "director_email": "iris.delmas@example.org"}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    again = Dossier.objects.get(pk=dossier.pk)
    assert (again.institute_id, again.director_name, again.director_email) == (
        institute.pk, "Iris Delmas", "iris.delmas@example.org",
    )  # fmt: skip


def test_a_unit_whose_director_is_in_office_asks_for_no_name():
    dossier = a_dossier()
    assert 'name="director_name"' not in read(as_(dossier.carrier), f"/proposals/{dossier.uid}/edit/")
    Office.objects.all().delete()
    assert 'name="director_name"' in read(as_(dossier.carrier), f"/proposals/{dossier.uid}/edit/")


def test_a_frame_changed_meanwhile_is_shown_in_both_versions_and_kept_knowingly():
    dossier = a_dossier()
    client, url = as_(dossier.carrier), f"/proposals/{dossier.uid}/edit/"
    first, second = a_unit(name="La première"), a_unit(name="La seconde")
    assert client.post(url, {"unit": "", "unit-id": str(first.pk), "revision": "0"}).status_code == 302
    page = client.post(url, {"unit": "", "unit-id": str(second.pk), "revision": "0"})
    assert page.status_code == 409
    assert "La première" in page.content.decode()
    assert Dossier.objects.get(pk=dossier.pk).unit_id == first.pk
    revision = re.search(r'name="revision" value="(\d+)"', page.content.decode()).group(1)
    assert client.post(url, {"unit": "", "unit-id": str(second.pk), "revision": revision}).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).unit_id == second.pk


def test_an_exact_duration_and_a_permanence_not_required_are_not_asked():
    html = read(as_((dossier := a_dossier()).carrier), f"/proposals/{dossier.uid}/edit/")
    assert 'name="months"' not in html
    assert 'name="is_carrier_permanent"' not in html
    assert dossier.rules.duration == Bound(Unit.MONTHS, 24, 24)


# -- what is missing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_every_missing_thing_is_a_link_to_a_page_that_holds_its_field(slug):
    dossier = a_dossier(slug)
    client = as_(dossier.carrier)
    html = read(client, f"/proposals/{dossier.uid}/missing/")
    links = re.findall(r'<p><a href="([^"#]+)#([^"]+)"', html)
    assert len(links) > 8
    for path, anchor in links:
        assert f'id="{anchor}"' in read(client, path), anchor


def test_nothing_missing_leads_to_the_last_reading():
    dossier = a_complete_dossier()
    html = read(as_(dossier.carrier), f"/proposals/{dossier.uid}/missing/")
    assert "Rien ne manque" in html
    assert "Fonds marins" in read(as_(dossier.carrier), f"/proposals/{dossier.uid}/preview/")


# -- who, and when -------------------------------------------------------------------------------------------------


def test_a_filed_dossier_is_read_only_and_says_why_until_it_is_taken_back():
    dossier = a_filed_dossier()
    client, url = as_(dossier.carrier), f"/proposals/{dossier.uid}/edit/science/"
    html = read(client, url)
    assert "Le dossier est déposé" in html
    assert "readonly" in html
    refused = client.post(url, {"context": "Après", "revision-context": "1"})
    assert refused.status_code == 409
    take_back(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert "readonly" not in read(client, url)


def test_in_a_completion_the_named_parts_alone_are_written():
    dossier = a_filed_dossier()
    officer = the_officer(dossier)
    due = timezone.now() + timedelta(days=10)
    perform(dossier, "ask-completion", by=officer, reason="Précisez le contexte.", parts=["context"], due=due)
    assert Dossier.objects.get(pk=dossier.pk).state == S.COMPLETION
    client, url = as_(dossier.carrier), f"/proposals/{dossier.uid}/edit/science/"
    html = read(client, url)
    assert "Précisez le contexte." in html
    assert html.count("readonly") == 3
    sent = {"context": "Précisé", "revision-context": "1"}
    assert client.post(url, sent).status_code == 302
    refused = client.post(url, {"interest": "Aussi", "revision-interest": "1"})
    assert (refused.status_code, kept(dossier, "context")) == (409, "Précisé")
    assert kept(dossier, "interest") != "Aussi"


def test_a_discarded_draft_is_not_found():
    dossier = a_dossier()
    perform(dossier, "discard", by=standing_of(dossier.carrier))
    for page in ("edit/", "edit/science/", "missing/", "preview/", "coeditors/"):
        read(as_(dossier.carrier), f"/proposals/{dossier.uid}/{page}", 404)


def test_each_part_has_an_address():
    dossier = a_dossier()
    assert url_of_part(dossier, "title").endswith("/edit/brief/#id_title")
    assert url_of_part(dossier, "carrier").endswith("/edit/#id_is_carrier_permanent")
    assert url_of_part(dossier, "partners").endswith("/edit/teams/#div_id_partners")


def test_what_is_sent_after_the_session_ended_is_given_back_and_nothing_is_said_of_the_dossier():
    dossier = a_dossier()
    sent = {"context": "Une heure de travail", "revision-context": "0"}
    page = Client(headers={"accept-language": "fr"}).post(f"/proposals/{dossier.uid}/edit/science/", sent)
    html = page.content.decode()
    assert (page.status_code, "Une heure de travail" in html) == (401, True)
    assert dossier.call.title not in html
    assert kept(dossier, "context") is None
