"""Invented dossiers: the same for the same seed, in every state, each within the rules, of the directory if loaded."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command

from directory.models import Organisation, Person, Unit
from directory.registry.importing import import_file
from instruments.registry import all_instruments
from proposals.content import fingerprint
from proposals.enums import DossierState as S
from proposals.facts import verdicts, verdicts_of
from proposals.generate.texts import PLACES, SENTENCES_EN, SENTENCES_FR, TOPICS, Topic
from proposals.models import Dossier, Filing, Partner, Visa
from proposals.rules import table_for
from tests.directory import registry
from workflow.history import verify

pytestmark = [pytest.mark.django_db]
NUMBER = 150
# what a seed does not decide: secrets. Editions of lists are drawn by the database itself.
UNSEEDED = {"password", "token", "hash"}
GENERATED = ("instruments", "proposals", "evaluation", "funding")


@pytest.fixture
def reference():
    call_command("load_reference", verbosity=0)


def generate(number=NUMBER, seed=1, **options):
    call_command("generate", proposals=number, reviewers=5, seed=seed, verbosity=0, **{"year": 2027, **options})


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
@pytest.mark.parametrize(("options", "second"), [({}, 3), ({"year": 2027}, 9)], ids=["the year by itself", "of 2027"])
def test_the_same_seed_writes_the_same_rows(options: dict[str, int], second: int):
    seen = []
    # the year that is named leaves nothing to the day
    for month in (3, second):
        with time_machine.travel(datetime(2026, month, 2, 9, tzinfo=UTC), tick=False):
            call_command("flush", interactive=False, verbosity=0)
            call_command("load_reference", verbosity=0)
            call_command("generate", proposals=60, reviewers=5, seed=3, verbosity=0, **options)
            seen.append(dict(everything()))
    assert list(different(*seen)) == []
    assert set(Dossier.objects.values_list("call__year", flat=True)) == {2025, 2026, 2027}


def different(
    first: dict[str, list[dict[str, Any]]], second: dict[str, list[dict[str, Any]]]
) -> Iterator[tuple[str, str]]:
    """Each (model, column) that is not the same twice."""
    for model, rows in first.items():
        if len(rows) != len(second[model]):
            yield model, "number"
        columns = {name for one, other in zip(rows, second[model], strict=False) for name in one
                   if one[name] != other[name]}  # fmt: skip
        yield from ((model, name) for name in sorted(columns))


def everything() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every row of what is generated, but for what no seed decides."""
    for app in GENERATED:
        for model in apps.get_app_config(app).get_models():
            if model._meta.model_name.endswith("edition"):
                continue
            names = [one.attname for one in model._meta.concrete_fields if one.name not in UNSEEDED]
            yield model._meta.label, list(model._default_manager.order_by("pk").values(*names))


@pytest.mark.usefixtures("reference")
def test_units_and_partners_come_from_the_directory_when_it_is_loaded(tmp_path: Path):
    units = [
        registry.record(f"0zzznt7{number:02}", [registry.name(f"Laboratoire {number}", shown=True),
                                                registry.name(f"UMR {7000 + number}", "alias")],
                        parents=[registry.CNRS, registry.EARTH])
        for number in range(20)
    ]  # fmt: skip
    partners = [
        registry.record(f"0zzzprt{number:02}", [registry.name(f"University {number}", shown=True)],
                        place=("Sendai", "JP"))
        for number in range(10)
    ]  # fmt: skip
    import_file(registry.write(tmp_path, [*registry.records(), *units, *partners]))
    generate()
    carried = Unit.objects.filter(dossiers__isnull=False).distinct()
    assert {one.organisation.ror_id for one in carried} <= {f"0zzznt7{number:02}" for number in range(20)} | {
        registry.IPGP
    }
    assert carried.count() > 10
    assert not Unit.objects.filter(name__startswith="Laboratoire inventé").exists()
    named = set(Partner.objects.values_list("organisation__ror_id", "institution"))
    withdrawn = Organisation.objects.get(ror_id=registry.WITHDRAWN)
    assert {name for ror_id, name in named if not ror_id} == set()
    assert withdrawn.ror_id not in {ror_id for ror_id, _name in named}
    assert len(named) > 8


@pytest.mark.usefixtures("reference")
def test_never_in_production(settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError):
        generate(1)
    assert not Person.objects.filter(email__endswith="@generated.example").exists()
