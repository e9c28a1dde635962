"""A document refused by its check once the dossier is filed: every place that tells the verdicts says so, with what to
do; the version received stays as it was, and a document accepted meanwhile counts as it did."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from directory.enums import Role
from directory.models import Office, Person
from directory.standing import standing_of
from documents import checks
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.papers import ANNEX, add_paper
from proposals.checked import checked_of
from proposals.content import fingerprint
from proposals.filed import told_of
from proposals.mine import RUNNING, TO_DO, my_dossiers
from proposals.models import Dossier, Visa
from proposals.remedies import remedy
from tests.clients import as_
from tests.documents import files
from tests.documents.files import a_pdf, an_upload
from tests.factories import a_holder
from tests.proposals.dossiers import a_complete_dossier, the_officer
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = timezone.now
# the paper of each instrument, what the rules say without it, whether that blocks
LETTER = ("iea", "partner-letter", "Pièce attendue : lettre de soutien du partenaire étranger", True)
PROOF = ("irp", "collaboration-proof", "Pièce attendue : preuve que les équipes savent travailler ensemble", False)
with_each = pytest.mark.parametrize(("slug", "paper", "unmet", "blocks"), [LETTER, PROOF], ids=["iea", "irp"])
SOUND, BAD = a_pdf, files.with_script


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def filed_unchecked(slug, paper, content):
    """Filed while its paper is still being checked: the partner's own letter, or the proof that is its only one."""
    dossier = a_complete_dossier(slug)
    dossier.attachments.update(removed_at=NOW())
    dossier.publications.all().delete()
    dossier.answers.filter(field="other-proof").delete()
    partner = dossier.partners.first() if paper == LETTER[1] else None
    by = None if partner else standing_of(dossier.carrier)
    add_paper(dossier, paper=paper, file=an_upload(content(), "piece.pdf"), at=NOW(), by=by, partner=partner)
    submit_dossier(fresh(dossier), at=NOW(), by=standing_of(dossier.carrier))
    return fresh(dossier)


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def refused_since(slug=LETTER[0], paper=LETTER[1]):
    dossier = filed_unchecked(slug, paper, BAD)
    checks.sweep()
    return fresh(dossier)


def person_of(standing):
    return Person.objects.get(pk=standing.person_id)


def read(path, person, language="fr"):
    """The text of a page, with plain spaces."""
    answer = as_(person, language).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return re.sub("[\u00a0\u202f]", " ", answer.content.decode())


@with_each
def test_the_rules_no_longer_count_it_and_the_version_received_stays_as_it_was(slug, paper, unmet, blocks):
    dossier = filed_unchecked(slug, paper, BAD)
    before = (dossier.filing.content, dossier.filing.sha256, told_of(dossier))
    assert checked_of(dossier).verdicts == before[2].verdicts == ()
    checks.sweep()
    dossier = fresh(dossier)
    (found,) = checked_of(dossier).verdicts
    assert (found.level.value, found.link) == ("block" if blocks else "warn", paper)
    assert found.sentence.fr.replace("\u00a0", " ").startswith(unmet)
    (refused,) = checked_of(dossier).refused
    assert (refused.paper, refused.name, refused.reason) == (paper, "piece.pdf", {"slug": "script"})
    assert (dossier.filing.content, dossier.filing.sha256, told_of(dossier)) == before
    assert fingerprint(dossier.filing.content) == dossier.filing.sha256


@with_each
def test_one_accepted_after_the_filing_counts_as_it_did(slug, paper, unmet, blocks):
    dossier = filed_unchecked(slug, paper, SOUND)
    checks.sweep()
    dossier = fresh(dossier)
    assert (checked_of(dossier).refused, checked_of(dossier).verdicts) == ((), ())
    assert (dossier.blocks, dossier.warns) == (0, 0)
    officer = person_of(the_officer(dossier))
    said = read(dossier.get_absolute_url(), officer)
    assert "Toutes les règles de l’instrument sont respectées." in said
    assert "Document refusé" not in said
    assert "Télécharger" in said


@with_each
def test_the_board_shows_and_filters_it_as_no_longer_in_order(slug, paper, unmet, blocks):
    dossier = filed_unchecked(slug, paper, BAD)
    officer = person_of(the_officer(dossier))
    word = "blocks" if blocks else "to check"
    for query, is_there in (("rules=ok", True), ("rules=block", False), ("rules=warn", False)):
        assert (dossier.reference in read(f"/triage/?{query}", officer, "en")) is is_there, query
    checks.sweep()
    for query, is_there in (("rules=ok", False), ("rules=block", blocks), ("rules=warn", not blocks)):
        assert (dossier.reference in read(f"/triage/?{query}", officer, "en")) is is_there, query
    assert f"1 {word}" in read("/triage/?all=1&col=rules", officer, "en")


@with_each
def test_whoever_examines_reads_it_with_the_rule_and_what_to_do(slug, paper, unmet, blocks):
    dossier = refused_since(slug, paper)
    officer, direction = person_of(the_officer(dossier)), a_holder(Role.INSTITUTE_DIRECTION, dossier.institute)
    said = read(dossier.get_absolute_url(), officer)
    assert "« piece.pdf » (" in said
    assert "a été refusé à la vérification, le " in said
    assert unmet in said
    assert "Demandez au porteur ce qui manque, par un complément." in said
    assert f'complément. <a href="/proposals/{dossier.uid}/ask-completion/">Demander un complément</a>' in said
    file = dossier.filing.content["papers"][0]["file"]
    # the rule leads to the document, which is no longer offered
    assert f'href="#d-{file}"' in said
    assert f'id="d-{file}"' in said
    assert f"/files/{file}/" not in said
    assert "The international service of the institute can ask" in read(dossier.get_absolute_url(), direction, "en")


@with_each
def test_the_director_reads_it_where_the_opinion_is_given_and_on_the_dossier(slug, paper, unmet, blocks):
    dossier = refused_since(slug, paper)
    director = Office.objects.get(role=Role.UNIT_DIRECTOR, unit=dossier.unit).person
    visa = Visa.objects.in_force().get(dossier=dossier)
    for path in (f"/visas/{visa.uid}/", dossier.get_absolute_url()):
        said = read(path, director)
        assert unmet in said, path
        assert "Document refusé" in said, path
        assert "L’institut peut demander au porteur ce qui manque." in said, path


@with_each
def test_the_carrier_reads_what_happened_and_what_to_do_now(slug, paper, unmet, blocks):
    dossier = refused_since(slug, paper)
    said = read(dossier.get_absolute_url(), dossier.carrier)
    assert unmet in said
    assert "Ce PDF contient un programme" in said
    assert "Reprenez-le, envoyez un fichier sain, puis déposez-le de nouveau." in said
    (row,) = my_dossiers(standing_of(dossier.carrier), NOW())
    assert row.group == (TO_DO if blocks else RUNNING)


def test_who_reads_the_content_alone_is_told_that_the_document_is_not_to_be_had():
    dossier = refused_since()
    finance = a_holder(Role.FINANCE_OFFICER, None)
    Dossier.objects.filter(pk=dossier.pk).update(state="selected")
    said = read(dossier.get_absolute_url(), finance)
    assert "Ce document n’a pas passé la vérification" in said
    assert "Document refusé" not in said
    assert "Ce que disent les règles" not in said


def test_a_page_kept_as_drawn_before_the_refusal_is_drawn_again():
    dossier = filed_unchecked(*LETTER[:2], BAD)
    officer, file = person_of(the_officer(dossier)), dossier.filing.content["papers"][0]["file"]
    assert f"/files/{file}/" in read(dossier.get_absolute_url(), officer)
    checks.sweep()
    assert f"/files/{file}/" not in read(dossier.get_absolute_url(), officer)


def test_the_acts_of_triage_know_it():
    dossier = refused_since()
    officer, url = person_of(the_officer(dossier)), dossier.get_absolute_url()
    (box,) = re.findall(r"<input[^>]*value=\"partner-letter\"[^>]*>", read(f"{url}ask-completion/", officer))
    assert "checked" in box
    assert LETTER[2] in read(f"{url}inadmissible/", officer)


def test_a_sound_letter_sent_by_a_completion_puts_all_in_order_again():
    dossier = refused_since()
    carrier, due = standing_of(dossier.carrier), NOW() + timedelta(days=9)
    perform(dossier, "ask-completion", by=the_officer(dossier), reason="La lettre.", parts=[LETTER[1]], due=due)
    said = read(dossier.get_absolute_url(), dossier.carrier, "en")
    assert "The institute asks for what is lacking: send a sound file, then send the completion." in said
    add_paper(fresh(dossier), paper=LETTER[1], file=an_upload(SOUND()), at=NOW(), by=carrier,
              replaces=dossier.attachments.get(removed_at=None).pk)  # fmt: skip
    perform(fresh(dossier), "complete", by=carrier, at=NOW())
    checks.sweep()
    dossier = fresh(dossier)
    assert (dossier.blocks, checked_of(dossier).refused, checked_of(dossier).verdicts) == (0, (), ())
    assert "Document refused" not in read(dossier.get_absolute_url(), person_of(the_officer(dossier)), "en")


def test_a_completion_of_something_else_leaves_it_refused():
    dossier = refused_since()
    carrier, due = standing_of(dossier.carrier), NOW() + timedelta(days=9)
    perform(dossier, "ask-completion", by=the_officer(dossier), reason="Le contexte.", parts=["context"], due=due)
    dossier.answers.filter(field="context").update(value="Un autre contexte.")
    perform(fresh(dossier), "complete", by=carrier, at=NOW())
    dossier = fresh(dossier)
    assert (dossier.filing.number, dossier.blocks) == (2, 1)
    assert [one.paper for one in checked_of(dossier).refused] == [LETTER[1]]


def test_an_annex_refused_is_told_though_no_rule_asks_for_it():
    dossier = a_complete_dossier("iea")
    add_paper(dossier, paper=ANNEX, file=an_upload(BAD(), "plan.pdf"), at=NOW(), by=standing_of(dossier.carrier))
    submit_dossier(fresh(dossier), at=NOW(), by=standing_of(dossier.carrier))
    checks.sweep()
    dossier = fresh(dossier)
    said = read(dossier.get_absolute_url(), person_of(the_officer(dossier)), "en")
    assert "“plan.pdf” (Annex) was refused by its check on " in said
    assert "The rules lack nothing without it." in said
    assert (dossier.blocks, checked_of(dossier).lost) == (0, [])


def queries(path, person):
    """How many a page asks, and how many of them read files."""
    with CaptureQueriesContext(connection) as asked:
        read(path, person)
    return len(asked), sum("documents_storedfile" in one["sql"] for one in asked)


def test_the_page_asks_once_more_until_the_check_is_over_and_never_again():
    plain, waiting = a_complete_dossier("iea"), filed_unchecked(*LETTER[:2], BAD)
    submit_dossier(plain, at=NOW(), by=standing_of(plain.carrier))
    counts = {}
    for name, dossier in (("plain", fresh(plain)), ("waiting", waiting)):
        officer = person_of(the_officer(dossier))
        read(dossier.get_absolute_url(), officer)
        counts[name] = queries(dossier.get_absolute_url(), officer)
    assert counts["plain"][1] == 0
    assert counts["waiting"] == (counts["plain"][0] + 1, 1)
    checks.sweep()
    officer = person_of(the_officer(waiting))
    read(waiting.get_absolute_url(), officer)
    assert queries(waiting.get_absolute_url(), officer) == counts["plain"]


OFFICER, DIRECTION = frozenset({Role.INSTITUTE_OFFICER}), frozenset({Role.INSTITUTE_DIRECTION})
CARRIER, COEDITOR = frozenset({Role.CARRIER}), frozenset({Role.COEDITOR})
REMEDIES = [
    ("filed", OFFICER, "Ask the carrier", "/ask-completion/"),
    ("filed", DIRECTION, "The international service", ""),
    ("filed", CARRIER, "Take it back", "/take-back/"),
    ("filed", COEDITOR, "Its carrier can take it back", ""),
    ("admissible", OFFICER, "examine it again first", "/acts/reconsider/"),
    ("in-review", OFFICER, "No completion can be asked any more", "#messages"),
    ("in-review", CARRIER, "you may write to it", "#messages"),
]


@pytest.mark.parametrize(("state", "roles", "sentence", "url"), REMEDIES)
def test_what_can_be_done_depends_on_who_reads_and_on_where_the_dossier_stands(state, roles, sentence, url):
    dossier = refused_since()
    dossier.state = state
    with override("en"):
        said = remedy(dossier, checked_of(dossier), roles, NOW())
    assert sentence in said.sentence
    assert (url in said.url) if url else not said.url


def test_after_the_closing_during_a_correction_or_at_the_end_it_is_something_else_or_nothing():
    dossier = refused_since()
    found, late, due = checked_of(dossier), dossier.closes + timedelta(hours=1), NOW() + timedelta(days=9)
    officer, carrier = the_officer(dossier), standing_of(dossier.carrier)

    def said(roles, at):
        with override("en"):
            return remedy(fresh(dossier), found, roles, at).sentence

    assert "you may write to it" in said(CARRIER, late)
    perform(dossier, "ask-completion", by=officer, reason="x", parts=["context"], due=due)
    assert "Resume without it" in said(OFFICER, late)
    assert "does not name this document" in said(CARRIER, late)
    perform(fresh(dossier), "resume", by=officer, at=NOW())
    take_back(fresh(dossier), at=NOW(), by=carrier)
    assert "is correcting the dossier" in said(OFFICER, NOW())
    perform(fresh(dossier), "withdraw", by=carrier, reason="x")
    assert remedy(fresh(dossier), found, OFFICER, NOW()) is None
