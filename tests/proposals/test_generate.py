"""Invented dossiers: the same for the same seed, in every state, each within the rules."""

import pytest
from django.core.management import CommandError, call_command

from directory.models import Person
from instruments.registry import all_instruments
from proposals.content import fingerprint
from proposals.enums import DossierState as S
from proposals.facts import verdicts, verdicts_of
from proposals.generate.texts import PLACES, SENTENCES_EN, SENTENCES_FR, TOPICS, Topic
from proposals.models import Dossier, Filing, Visa
from proposals.rules import table_for
from workflow.history import verify

pytestmark = [pytest.mark.django_db]
NUMBER = 150


@pytest.fixture
def reference():
    call_command("load_reference", verbosity=0)


def generate(number=NUMBER, seed=1, **options):
    call_command("generate", proposals=number, reviewers=5, seed=seed, verbosity=0, **{"year": 2027, **options})


def written():
    return list(
        Dossier.objects.order_by("pk").values_list("uid", "title", "state", "reference", "carrier__last_name",
                                                   "filing__sha256", "filing__code")
    )  # fmt: skip


@pytest.mark.both
@pytest.mark.usefixtures("reference")
def test_every_dossier_keeps_the_rules_the_constraints_and_its_history():
    generate()
    assert Dossier.objects.count() == NUMBER
    assert list(verify()) == []
    for filing in Filing.objects.select_related("dossier__version"):
        assert filing.sha256 == fingerprint(filing.content)
        found = verdicts_of(filing.dossier.rules, filing.content, filing.kind)
        assert [one.sentence.en for one in found if one.level.value == "block"] == []
    for dossier in Dossier.objects.for_rules().filter(filing__isnull=False):
        assert dossier.first_filed_at < (dossier.call.closes or dossier.first_filed_at.replace(year=2100))
        assert dossier.first_filed_at > dossier.call.opens


@pytest.mark.usefixtures("reference")
def test_every_state_of_every_instrument_is_there():
    generate()
    there = {(one.instrument_slug, one.state) for one in Dossier.objects.all()}
    for one in all_instruments():
        expected = {state.slug for state in table_for(one.steps).states}
        lacking = expected - {state for slug, state in there if slug == one.slug}
        # a permanent entry never closes: nothing lapses there
        assert lacking == ({S.LAPSED} if one.entry.is_permanent else set()), one.slug


@pytest.mark.usefixtures("reference")
def test_one_in_ten_lacks_two_answers_and_the_others_nothing():
    generate()
    lacks = [
        [(one.level.value, one.link) for one in verdicts(dossier.rules, dossier.working_content)]
        for dossier in Dossier.objects.for_content()
    ]
    assert [len(found) for found in lacks if found] == [2] * (NUMBER // 10)
    # what was filed could be: it lacks what the rules warn of
    assert {level for found in lacks for level, _link in found} == {"warn", "block"}
    assert Visa.objects.exists()


@pytest.mark.usefixtures("reference")
def test_a_dossier_is_written_of_one_topic_in_one_language():
    generate()
    spoken = set()
    for dossier in Dossier.objects.prefetch_related("answers"):
        language = "en" if any(f" {english}: " in dossier.title for _french, english in PLACES) else "fr"
        topic = next(one for one in TOPICS if dossier.title.startswith((one.what_fr, one.what_en)))
        texts = {one.field: one.value for one in dossier.answers.all() if isinstance(one.value, str)}
        for field in set(texts) & {"context", "abstract-fr", "abstract-en", "work-plan", "justification"}:
            expected = {"abstract-fr": "fr", "abstract-en": "en"}.get(field, language)
            said = {one for one in ("fr", "en") if any(each in texts[field] for each in sentences(topic, one))}
            assert said == {expected}, (dossier.title, field)
        spoken.add(language)
    assert spoken == {"fr", "en"}


def sentences(topic: Topic, language: str) -> list[str]:
    """All that is ever said on a topic in this language."""
    what, by = (topic.what_en, topic.by_en) if language == "en" else (topic.what_fr, topic.by_fr)
    known = SENTENCES_EN if language == "en" else SENTENCES_FR
    return [one.format(what=what[:1].lower() + what[1:], by=by) for one in known]


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_writes_the_same_dossiers():
    from django.db import connection

    seen = []
    for _turn in range(2):
        call_command("flush", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        generate(40)
        seen.append(written())
    assert seen[0] == seen[1]
    assert connection.vendor


@pytest.mark.usefixtures("reference")
def test_never_in_production(settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError):
        generate(1)
    assert not Person.objects.filter(email__endswith="@generated.example").exists()
