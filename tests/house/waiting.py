"""What the demonstration leaves waiting: for each step of a dossier's life, then around actions, who finds it where.

An address is the name of its route with what it filters, and the state of the dossier when it is one's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve
from django.utils import timezone

from directory.models import Person
from directory.standing import standing_of
from evaluation.models import Release
from instruments.steps import Step
from portal.home import waiting_for
from proposals.models import Dossier

# by step: account -> addresses. Whoever advises outside of every step is not of the life cycle.
STEPS: Mapping[Step, Mapping[str, set[str]]] = {
    Step.EXPRESSION: {"officer": {"dossier in expressed"}},
    Step.FILING: {"carrier": {"dossier_missing in draft"}, "coeditor": {"dossier_missing in draft"}},
    Step.VISA: {"director": {"visa_queue"}},
    Step.TRIAGE: {
        "officer": {"triage_board?state=filed"}, "officer2": {"triage_board?state=routed", "opinion"},
        "coeditor": {"dossier_edit in completion"}, "reviewer": {"opinion"},
    },
    Step.REVIEW: {"reviewer": {"review_list"}, "officer": {"assignment_list", "review_campaign"}},
    Step.SECTION: {"member": {"session_list"}, "chair": {"session_list"}},
    Step.RANKING: {"direction": {"ranking_list"}},
    Step.ARBITRATION: {"derci": {"ranking_list"}, "head": {"release of arbitration"}},
    Step.INSTITUTE_DECISION: {"direction": {"release of institute-decision"}},
    Step.COLLEGE: {"college": {"college_list"}, "president": {"release of college"}},
    Step.NOTIFICATION: {"derci": {"notify_campaign"}},
    Step.LETTERS: {
        "officer": {"triage_board?state=selected", "triage_board?state=letters"}, "fsd": {"security_opinion"},
    },
    Step.SET_UP: {"officer": {"triage_board?state=set-up"}, "derci": {"triage_board?state=set-up"}},
}  # fmt: skip
# sentences, counted as one, that wait around money, reports and changes
ACTIONS: Mapping[str, set[str]] = {
    "carrier": {"report_list"}, "coeditor": {"report_list"},
    "officer": {"report_list?state=submitted&for=me", "amendment_list", "award_list?state=closing"},
    "direction": {"amendment_list"}, "derci": {"amendment_list", "grant_change"}, "head": {"grant_change"},
    "finance": {"report_list?state=submitted&for=me", "payable_list?why=payable", "batch_list"},
}  # fmt: skip


def client_of(name: str) -> Client:
    """A browser in which this account is logged in."""
    client = Client()
    client.force_login(Person.objects.get(email=f"{name}@demo.example"),
                       backend="django.contrib.auth.backends.ModelBackend")  # fmt: skip
    return client


def waiting_at(name: str) -> dict[str, str]:
    """What waits for this account: the place, named as above, and its address."""
    standing = standing_of(Person.objects.get(email=f"{name}@demo.example"))
    return {place_of(one.url): one.url for one in waiting_for(standing, timezone.now())}


def place_of(url: str) -> str:
    """The name of the route of this address, with what it filters, and the state of its dossier if it has one."""
    asked = urlsplit(url)
    found = resolve(asked.path)
    about = ""
    if found.url_name.startswith("dossier"):
        about = f" in {Dossier.objects.get(uid=found.kwargs['uid']).state}"
    elif found.url_name == "release":
        about = f" of {Release.objects.get(uid=found.kwargs['uid']).step}"
    return f"{found.url_name}{about}{'?' if asked.query else ''}{asked.query}"
