"""What cannot be done in the evaluation: the input, the place, the sentence in both languages, what stays typed.

Nothing of it is ever written, and no answer is a 500. `says` is the sentence as the code has it; its French is what the
catalogue gives, so that both languages are looked for on the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from directory.enums import Role
from directory.models import Person
from evaluation.models import Decision, RankEntry, Ranking
from notifications.models import OutboxMail
from tests.harness.world import client_of
from tests.routes import REVIEWER, World
from workflow.models import HistoryRow

pytestmark = pytest.mark.django_db
OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, HEAD, SECRETARY = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value, Role.COLLEGE_SECRETARY.value
LONG = "x" * 7000
DAY, REAL = "Write a day, such as 2027-10-05.", "00000000-0000-4000-8000-000000000000"
TOO_LONG = "Keep to %(limit_value)d characters (there are %(show_value)d)."
ANSWER, GROUND = "Choose one of the answers.", "Say what the interest rests on: choose one of the grounds."
MARK = "The mark goes from %(lowest)s to %(highest)s, %(by)s: choose one of the scale."
NO_PERSON = "Tick at least one person."
EUROS = "write the amount in euros, such as 12,500 or 12,500.50."
PLACES = "Write how many places as a whole number, such as 12."
RANK = "%(dossier)s: the rank is a number from 1."
OUTSIDE = "The amount granted has to be inside the bounds"
AMOUNT_IN_EUROS = "Write the amount in euros, such as 12,500 or 12,500.50."
HOUR = "Write the day and the hour, such as 2027-12-16 10:00."
STALE = "Somebody else changed the ranking meanwhile."


@dataclass(frozen=True)
class Bad:
    """One thing somebody sends and what they read; `stays`: what they typed, still on the page."""

    role: str
    where: Callable[[World], str] | str
    data: Mapping[str, Any] | Callable[[World], Mapping[str, Any]]
    says: str
    stays: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def at(name: str, base: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/{base}/{getattr(world, name).uid}/{rest}"


def invite(world: World) -> str:
    return f"/proposals/{world.to_review.uid}/reviewers/"


def first(world: World) -> int:
    return int(RankEntry.objects.filter(ranking=world.cut).order_by("position").values_list("pk", flat=True)[0])


def on_cut(**data: Any) -> Callable[[World], dict[str, Any]]:
    """A small form of the list that is cut, over its present revision."""
    return lambda w: {
        "revision": Ranking.objects.get(pk=w.cut.pk).revision,
        **({"entry": first(w)} if "entry" not in data else {}),
        **data,
    }


def on_list(**typed: str) -> Callable[[World], dict[str, Any]]:
    """The form of the open list: what is typed in the line of its first dossier."""

    def data(world: World) -> dict[str, Any]:
        entry = world.ranking.entries.order_by("position").first()
        line = {"rank": "1", "group": "a", "tie": "", "amount": "", **typed}
        revision = line.pop("revision", world.ranking.revision)
        return {"revision": revision, **{f"{name}-{entry.pk}": value for name, value in line.items()}}

    return data


NEW = {"first_name": "Une", "last_name": "Relectrice", "email": "une@exemple.fr", "most_at_once": "4"}
SESSION = {"kind": "panel", "title": "Séance", "starts_at": "2030-05-05T10:00", "quorum": "3"}
CUT, ORDER, AMOUNT = (at("cut", "rankings", f"{rest}/") for rest in ("cut", "order", "amount"))
OPEN, INVITED, WRITTEN = at("ranking", "rankings"), at("invited", "reviews"), at("written", "reviews")
COLLEGE = at("college", "college")

CASES: dict[str, Bad] = {
    # inviting
    "nobody ticked": Bad(OFFICER, invite, {"due": "2031-01-05"}, NO_PERSON, "2031-01-05"),
    "a forged reviewer": Bad(OFFICER, invite, {"due": "2031-01-05", "reviewer": REAL}, NO_PERSON),
    "a reviewer that is no id": Bad(OFFICER, invite, {"due": "2031-01-05", "reviewer": "'; --"}, NO_PERSON),
    "no date": Bad(OFFICER, invite, {"due": ""}, DAY),
    "a date in words": Bad(OFFICER, invite, {"due": "demain matin"}, DAY, "demain matin"),
    "the last day of the calendar": Bad(OFFICER, invite, {"due": "9999-12-31"}, DAY, "9999-12-31"),
    "a day gone": Bad(OFFICER, invite, lambda w: {"due": "2001-01-01", "reviewer": w.invited.reviewer.uid},
                      "The date by which the review is awaited has passed: choose a later one.", "2001-01-01"),
    "a reason without end": Bad(OFFICER, invite, {"due": "2031-01-05", "passing_over": LONG}, TOO_LONG, LONG),
    # the pool
    "a reviewer without name": Bad(OFFICER, "/reviewers/new/", {**NEW, "last_name": ""}, "Write the last name.", "Une"),
    "no address": Bad(OFFICER, "/reviewers/new/", {**NEW, "email": "une@"}, "This is no e-mail address.", "une@"),
    "a load in words": Bad(OFFICER, "/reviewers/new/", {**NEW, "most_at_once": "peu"},
                           "Write a number from 0 to 50.", "peu"),
    "a load below zero": Bad(OFFICER, "/reviewers/new/", {**NEW, "most_at_once": "-1"}, "Write a number from 0 to 50."),
    "a load above all": Bad(OFFICER, "/reviewers/new/", {**NEW, "most_at_once": "51"}, "Write a number from 0 to 50."),
    "keywords without end": Bad(OFFICER, "/reviewers/new/", {**NEW, "keywords": ",".join(f"mot{n}" for n in range(31))},
                                "Keep to thirty keywords: the most telling ones.", "mot30"),
    "a forged section": Bad(OFFICER, "/reviewers/new/", {**NEW, "sections": "999999"}, "Choose sections of the list."),
    "a wrong ORCID": Bad(OFFICER, "/reviewers/new/", {**NEW, "orcid": "0000-0002-1825-0098"},
                         "One character of this ORCID is wrong: copy it from your ORCID page.", "0000-0002-1825-0098"),
    "in the pool already": Bad(OFFICER, "/reviewers/new/", lambda w: {**NEW, "email": w.invited.person.email},
                               "%(name)s is in the pool already."),
    "a pause the wrong way round": Bad(OFFICER, lambda w: f"/reviewers/{w.invited.reviewer.uid}/pause/",
                                       {"starts": "2031-02-01", "ends": "2031-01-01"},
                                       "The pause ends before it begins", "2031-01-01"),
    "a pause without end": Bad(OFFICER, lambda w: f"/reviewers/{w.invited.reviewer.uid}/pause/",
                               {"starts": "2031-02-01"}, DAY, "2031-02-01"),
    # the answer
    "no answer": Bad(REVIEWER, INVITED, {"declare": "1"}, ANSWER),
    "a forged answer": Bad(REVIEWER, INVITED, {"declare": "1", "level": "great"}, ANSWER),
    "a minor interest in nothing": Bad(REVIEWER, INVITED, {"declare": "1", "level": "minor", "text": "Un souvenir"},
                                       GROUND, "Un souvenir"),
    "an excluding interest in nothing": Bad(REVIEWER, INVITED, {"declare": "1", "level": "excluding"}, GROUND),
    "a ground that only the house finds": Bad(REVIEWER, INVITED, {"declare": "1", "level": "minor",
                                                                  "ground": "namesake"}, ANSWER),
    "declined without a word": Bad(REVIEWER, INVITED, {"decline": "1", "no-colleague": "Une amie"},
                                   "Say in a few words why: it helps the institute to ask better next time.",
                                   "Une amie"),
    "declined in a novel": Bad(REVIEWER, INVITED, {"decline": "1", "no-reason": LONG}, TOO_LONG, LONG),
    # the sheet
    "a mark off the scale": Bad(REVIEWER, WRITTEN, {"mark-quality": "9", "revision-mark-quality": "1"}, MARK),
    "a third of a mark": Bad(REVIEWER, WRITTEN, {"mark-quality": "3.3", "revision-mark-quality": "1"}, MARK),
    "a mark that is no number": Bad(REVIEWER, WRITTEN, {"mark-quality": "NaN", "revision-mark-quality": "1"}, MARK),
    "a word that is none": Bad(REVIEWER, WRITTEN, {"mark-ethics": "7", "revision-mark-ethics": "1"},
                               "Choose one of the words of this criterion."),
    "a text without end": Bad(REVIEWER, WRITTEN, {"text-quality": LONG, "revision-text-quality": "1"},
                              "Keep to %(limit)s characters (there are %(typed)s): shorten it", LONG),
    # a list being ranked
    "a rank in words": Bad(OFFICER, OPEN, on_list(rank="premier"), RANK, 'value="premier"'),
    "a rank of nought": Bad(OFFICER, OPEN, on_list(rank="0"), RANK, 'value="0"'),
    "a group that is none": Bad(OFFICER, OPEN, on_list(group="z"), "%(dossier)s: choose group A, B or C."),
    "an amount in words": Bad(OFFICER, OPEN, on_list(amount="beaucoup"), EUROS, "beaucoup"),
    "an amount outside the bounds": Bad(OFFICER, OPEN, on_list(amount="99"), "the amount is outside the bounds",
                                         'value="99"'),
    "an order read before it changed": Bad(OFFICER, OPEN, on_list(revision="77", tie="Mon motif"), STALE, "Mon motif"),
    "a forged revision": Bad(OFFICER, OPEN, on_list(revision="x"), STALE),
    # a list being cut
    "no cut": Bad(DERCI, CUT, on_cut(), "Say after how many places to cut, or within which amount."),
    "a cut in words": Bad(DERCI, CUT, on_cut(cut="deux"), PLACES, 'value="deux"'),
    "a cut beyond the list": Bad(DERCI, CUT, on_cut(cut="99"), "The cut stands outside the list", 'value="99"'),
    "a cut read before it moved": Bad(DERCI, CUT, on_cut(cut="1", revision="77"),
                                      "Somebody else moved the cut meanwhile"),
    "euros in words": Bad(DERCI, CUT, on_cut(euros="tout"), EUROS, 'value="tout"'),
    "an amount of another list": Bad(DERCI, AMOUNT, on_cut(entry="999999", amount="12000"),
                                     "This dossier is not in the list.", 'value="12000"'),
    "no amount": Bad(DERCI, AMOUNT, on_cut(amount=""), AMOUNT_IN_EUROS),
    "an endless amount": Bad(DERCI, AMOUNT, on_cut(amount="1e99"), AMOUNT_IN_EUROS, 'value="1e99"'),
    "an order without a reason": Bad(DERCI, ORDER, on_cut(position="1"),
                                     "The institute’s order changes only with a reason", 'value="1"'),
    "a place of nought": Bad(DERCI, ORDER, on_cut(position="0", reason="Mon motif"),
                             "Write the new place as a number from 1.", "Mon motif"),
    "a place beyond the list": Bad(DERCI, ORDER, on_cut(position="99", reason="Mon motif"),
                                   "This place is not in the list.", "Mon motif"),
    # the results
    "an hour that is none": Bad(HEAD, at("release", "results", "sign/"), {"planned_at": "le 31 février"},
                                HOUR, "le 31 février"),
    "given up without a reason": Bad(DERCI, at("release", "results", "acts/cancel/"), {"reason": " "},
                                    "Write in a few words why: it stays in the history."),
    "reasons read before they changed": Bad(
        DERCI, lambda w: f"/decisions/{w.release.decisions.get().uid}/",
        {"reasons_fr": "Les miennes", "reasons_en": "Mine", "revision": "77"},
        "Somebody else changed these reasons meanwhile", "Les miennes"),
    "an appeal without grounds": Bad(DERCI, at("published", "decisions", "appeal/"), {"grounds": ""},
                                     "Write what the appeal rests on."),
    "an appeal without end": Bad(DERCI, at("published", "decisions", "appeal/"), {"grounds": LONG}, TOO_LONG, LONG),
    "an answer that does not say which": Bad(DERCI, at("appeal", "appeals"), {"answer": "Le quorum y était."},
                                             "Choose whether the appeal is upheld or dismissed.", "Le quorum y était."),
    # the collège
    "no outcome": Bad(SECRETARY, COLLEGE, {"amount": "80 000"}, "Choose what the collège decided", "80 000"),
    "selected for nothing": Bad(SECRETARY, COLLEGE, {"outcome": "selected"}, OUTSIDE),
    "selected outside the bounds": Bad(SECRETARY, COLLEGE, {"outcome": "selected", "amount": "12"}, OUTSIDE, "12"),
    "refused without reasons": Bad(SECRETARY, COLLEGE, {"outcome": "not-selected", "reasons_fr": "Une raison"},
                                   "Write the reasons in French and in English", "Une raison"),
    # sessions and envelopes
    "a session without title": Bad(OFFICER, "/sessions/new/", {**SESSION, "title": ""}, "Give the session a title"),
    "a session at no hour": Bad(OFFICER, "/sessions/new/", {**SESSION, "starts_at": "midi"},
                                "This moment does not exist.", "midi"),
    "a section that is not named": Bad(OFFICER, "/sessions/new/", {**SESSION, "kind": "section"},
                                       "Choose the section that sits.", "Séance"),
    "a quorum in words": Bad(OFFICER, "/sessions/new/", {**SESSION, "quorum": "tous"}, "Give the quorum, as a number.",
                             "tous"),
}  # fmt: skip


def piece_of(sentence: str, language: str) -> str:
    """The longest part of the sentence that no value cuts."""
    with override(language):
        # the first form of a sentence that counts is kept by itself
        said = gettext(sentence) if gettext(sentence) != sentence else ngettext(sentence, sentence, 1)
    return max(re.split(r"%\(\w+\)[sd]", said), key=len).strip(" :.;,")


def whole(sentence: str) -> str:
    """The sentence that begins so, or holds it: cases name the long ones by a part."""
    return next((one for one in _catalogue() if one.startswith(sentence)), None) or next(
        (one for one in _catalogue() if sentence in one), sentence
    )


@cache
def _catalogue() -> list[str]:
    with (settings.BASE_DIR / "locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        entries = read_po(file)
    # the one that counts comes with its plural: the first of the two names it; the head of the file has no name
    return [one.id if isinstance(one.id, str) else one.id[0] for one in entries if one.id]


def counted() -> dict[str, Any]:
    """Every row of the evaluation, the mails, the history."""
    models = list(apps.get_app_config("evaluation").get_models())
    rows = {one.__name__: list(one.objects.order_by("pk").values()) for one in models}
    return {**rows, "mails": OutboxMail.objects.count(), "acts": HistoryRow.objects.count()}


def read(text: str) -> str:
    return " ".join(unescape(text).replace("\u00a0", " ").replace("\u202f", " ").split())


def test_each_is_refused_in_both_languages_keeps_what_was_typed_and_writes_nothing(world: World):
    assert len(CASES) >= 40
    before, faults = counted(), []
    clients = {role: client_of(world, role) for role in {bad.role for bad in CASES.values()}}
    for language in ("fr", "en"):
        Person.objects.update(language=language)
        for name, bad in CASES.items():
            path = bad.where(world) if callable(bad.where) else bad.where
            data = bad.data(world) if callable(bad.data) else bad.data
            answer = clients[bad.role].post(path, data, follow=True)
            page = read(answer.content.decode())
            wanted = read(piece_of(whole(bad.says), language))
            if answer.status_code >= 500 or wanted not in page:
                faults.append(f"{language} {name}: {answer.status_code}, no « {wanted} »")
            if bad.stays and bad.stays not in page:
                faults.append(f"{language} {name}: « {bad.stays[:20]} » is lost")
    assert not faults, "\n".join(faults)
    assert counted() == before


@pytest.mark.parametrize(("body", "piece", "status"), [
    (b"{", "comment", 400), (b"[]", "comment", 400), (b'{"value": 1}', "comment", 422),
    (b'{"value": "x", "revision": "un"}', "comment", 400), (b'{"value": "9", "revision": 1}', "mark-quality", 422),
    (b'{"value": {"a": 1}, "revision": 1}', "mark-quality", 422), (b'{"value": "x"}', "mark-nothing", 404),
    (b'{"value": "autre", "revision": 77}', "comment", 409), (b'{"value": "\\u0000", "revision": 77}', "comment", 409),
])  # fmt: skip
def test_an_autosave_that_cannot_be_kept_says_why_in_json(world: World, body, piece, status):
    before = counted()
    client = client_of(world, REVIEWER)
    answer = client.post(f"/reviews/{world.written.uid}/pieces/{piece}/", body, content_type="application/json")
    assert answer.status_code == status
    if status != 404:
        assert json.loads(answer.content)["said"]
    assert counted() == before


def test_what_is_sent_twice_is_done_once(world: World):
    """Double click, replayed request: the second is told, or does nothing."""
    officer, secretary = client_of(world, OFFICER), client_of(world, SECRETARY)
    for _twice in range(2):
        officer.post(invite(world), {"due": "2031-01-05", "reviewer": world.reviewed.reviewer.uid,
                                     "passing_over": "Elle accepte."})  # fmt: skip
        secretary.post(COLLEGE(world), {"outcome": "selected", "amount": "80 000"})
    assert world.to_review.reviews.count() <= 1
    assert Decision.objects.filter(dossier=world.college).count() == 1
