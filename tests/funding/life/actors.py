"""No state without a next actor: what waits is counted in SQL, and the home page of whoever must act says that number.

A state that somebody must leave names its actors in the table of its life; those people exist; and what can be done
today stands among what waits for them.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import reverse

from directory.enums import Role
from directory.standing import Standing
from funding.waiting import waiting
from proposals.models import Dossier
from proposals.workflow import DOSSIER
from workflow.verification import subject_models

if TYPE_CHECKING:
    from tests.funding.life.stage import Life

SETTLED = (
    "EXISTS (SELECT 1 FROM funding_report r WHERE r.award_id = a.id AND r.year = t.number - 1 "
    "AND r.kind = '{kind}' AND r.state IN ('accepted', 'not-needed'))"
)
PAYABLE = (
    "SELECT a.delegation_id, count(*) FROM funding_tranche t JOIN funding_award a ON a.id = t.award_id "
    "WHERE t.state = 'planned' AND a.state = 'running' AND t.opens_on <= %(day)s AND (t.number = 1 OR "
    f"({SETTLED.format(kind='scientific')} AND {SETTLED.format(kind='financial')}) OR EXISTS (SELECT 1 FROM "
    "funding_derogation d WHERE d.tranche_id = t.id AND d.ended_at IS NULL AND d.ends_on >= %(day)s)) GROUP BY 1"
)
BATCHES = "SELECT delegation_id, count(*) FROM funding_paymentbatch WHERE state IN ('prepared', 'sent') GROUP BY 1"
FIGURES = (
    "SELECT a.delegation_id, count(*) FROM funding_report r JOIN funding_award a ON a.id = r.award_id "
    "WHERE r.state = 'submitted' AND r.kind = 'financial' GROUP BY 1"
)
READ = (
    "SELECT a.institute_id, count(*) FROM funding_report r JOIN funding_award a ON a.id = r.award_id "
    "WHERE r.state = 'submitted' GROUP BY 1"
)
CLOSE = "SELECT institute_id, count(*) FROM funding_award WHERE state = 'closing' GROUP BY 1"
ASKED = (
    "SELECT {scope}, count(*) FROM funding_amendment m JOIN funding_award a ON a.id = m.award_id "
    "WHERE m.state = 'asked' AND m.kind IN ({kinds}) GROUP BY 1"
)
OF_OFFICER = "'carrier', 'partner-in', 'partner-out', 'budget'"
BY_DIRECTION, BY_DERCI = "'suspension', 'end'", "'unit', 'prolongation'"
PROPOSED = "SELECT NULL, count(*) FROM funding_grantchange WHERE state = 'proposed' GROUP BY 1"
SELECTED = (
    "SELECT {scope}, count(*) FROM proposals_dossier WHERE state = 'selected' AND instrument_slug {which} GROUP BY 1"
)
# letters to ask for, and actions whose letters are all there
LETTERS = (
    "SELECT institute_id, sum(number) FROM (SELECT d.institute_id, count(*) AS number FROM funding_commitment c "
    "JOIN proposals_dossier d ON d.id = c.dossier_id WHERE d.state = 'letters' AND c.state = 'to-ask' GROUP BY 1 "
    "UNION ALL SELECT d.institute_id, count(*) FROM proposals_dossier d WHERE d.state = 'letters' AND EXISTS (SELECT 1 "
    "FROM funding_commitment c WHERE c.dossier_id = d.id AND c.is_required AND c.state <> 'removed') AND NOT EXISTS "
    "(SELECT 1 FROM funding_commitment c WHERE c.dossier_id = d.id AND c.is_required AND c.state NOT IN "
    "('removed', 'signed')) GROUP BY 1) AS both_kinds GROUP BY 1"
)
SET_UPS = "SELECT {scope}, count(*) FROM proposals_dossier WHERE state IN ('set-up', 'set-up-extended') GROUP BY 1"
OPINIONS = "SELECT NULL, count(*) FROM funding_securityopinion WHERE state = 'asked' GROUP BY 1"
HELD = (
    "SELECT NULL, count(*) FROM funding_securityopinion o JOIN proposals_dossier d ON d.id = o.dossier_id "
    "WHERE o.state = 'given' AND o.outcome = 'unfavourable' AND d.state IN "
    "('selected', 'letters', 'set-up', 'set-up-extended') GROUP BY 1"
)
TO_WRITE = (
    "SELECT a.carrier_id, count(*) FROM funding_report r JOIN funding_award a ON a.id = r.award_id "
    "WHERE r.state IN ('to-write', 'returned') AND r.due_on <= %(soon)s GROUP BY 1"
)
# an action that nobody would move on: the carrier is gone, or an office around it is empty
ALONE = (
    "SELECT a.id FROM funding_award a JOIN directory_person p ON p.id = a.carrier_id WHERE a.state <> 'closed' AND ("
    "NOT p.is_active OR NOT EXISTS (SELECT 1 FROM directory_office o WHERE o.role = 'institute-officer' AND "
    "o.institute_id = a.institute_id) OR NOT EXISTS (SELECT 1 FROM directory_office o WHERE o.role = 'finance-officer' "
    "AND (o.delegation_id = a.delegation_id OR o.delegation_id IS NULL)))"
)
# whose last day is past, and which the clock has left running
OVERDUE = "SELECT id FROM funding_award WHERE state IN ('running', 'suspended') AND ends_on < %(day)s"
# office, name of the row, what is counted
WAITING = (
    (Role.FINANCE_OFFICER, "payable_list", PAYABLE), (Role.FINANCE_OFFICER, "batch_list", BATCHES),
    (Role.FINANCE_OFFICER, "read", FIGURES), (Role.INSTITUTE_OFFICER, "read", READ),
    (Role.INSTITUTE_OFFICER, "award_list", CLOSE),
    (Role.INSTITUTE_OFFICER, "amendment_list", ASKED.format(scope="a.institute_id", kinds=OF_OFFICER)),
    (Role.INSTITUTE_DIRECTION, "amendment_list", ASKED.format(scope="a.institute_id", kinds=BY_DIRECTION)),
    (Role.DERCI_OFFICER, "amendment_list", ASKED.format(scope="NULL", kinds=BY_DERCI)),
    (Role.DERCI_OFFICER, "grant_change", PROPOSED), (Role.DERCI_DIRECTOR, "grant_change", PROPOSED),
    (Role.DERCI_OFFICER, "notify_campaign", SELECTED.format(scope="NULL", which="= 'iea'")),
    (Role.INSTITUTE_OFFICER, "selected", SELECTED.format(scope="institute_id", which="<> 'iea'")),
    (Role.INSTITUTE_OFFICER, "letters", LETTERS),
    (Role.INSTITUTE_OFFICER, "set-up", SET_UPS.format(scope="institute_id")),
    (Role.DERCI_OFFICER, "set-up", SET_UPS.format(scope="NULL")),
    (Role.SECURITY_OFFICER, "security_list", OPINIONS), (Role.DERCI_DIRECTOR, "security_list", HELD),
)  # fmt: skip


def ask(life: Life, third: int) -> None:
    """Every state in which something stands has actors; what can be done today waits for whoever can do it.

    Of one third of the offices, 0 to 2.
    """
    _tables()
    values = {"day": life.today, "soon": life.today + timedelta(days=60)}
    assert not _rows(ALONE, values), f"{life.today}: an action has nobody around it: {_rows(ALONE, values)[:5]}"
    told: dict[tuple[Role, int | None], Counter[str]] = {}
    for role, name, sql in WAITING:
        if list(Role).index(role) % 3 != third:
            continue
        counted = {scope: int(number) for scope, number in _rows(sql, values)}
        for scope, standing in life.people.holding(role).items():
            if (role, scope) not in told:
                told[role, scope] = _told(life, standing)
            said = told[role, scope][name]
            assert said == counted.pop(scope, 0), f"{life.today}: {role} {scope} is told of {said} {name}"
        assert not counted, f"{life.today}: {name} waits for no {role}: {counted}"
    for carrier, number in _rows(TO_WRITE, values) if third == 0 else ():
        said = _told(life, life.people.standing(carrier))["write"]
        assert said == number, f"{life.today}: {number} reports wait for a carrier who is told of {said}"


def after_the_clock(life: Life) -> None:
    """What the house alone moves on has moved."""
    found = _rows(OVERDUE, {"day": life.today})
    assert not found, f"{life.today}: the clock has left these actions running: {found[:5]}"


def _tables() -> None:
    models = [model for model in subject_models() if model._meta.app_label == "funding" or model is Dossier]
    each = [f"SELECT DISTINCT {place}, state FROM {model._meta.db_table}" for place, model in enumerate(models)]
    for place, name in _rows(" UNION ALL ".join(each), {}):
        model = models[place]
        table = DOSSIER if model is Dossier else model.workflow
        state, leaving = table.state(name), table.leaving(name)
        assert state.is_final or (state.actors and leaving), f"{model.__name__} {name} waits for nobody"


def _told(life: Life, standing: Standing) -> Counter[str]:
    """How much of each kind a home page says waits."""
    found: Counter[str] = Counter()
    for row in waiting(standing, life.now):
        found[_kind(row.url)] += row.number
    return found


def _kind(url: str) -> str:
    path, _mark, query = url.partition("?")
    if path == reverse("report_list"):
        return "read" if query else "write"
    if path == reverse("triage_board"):
        return query.removeprefix("state=")
    if path.startswith(reverse("security_list")):
        return "security_list"
    if path.startswith("/grant-changes/"):
        return "grant_change"
    if path == reverse("award_list"):
        return "award_list" if query == "state=closing" else "late"
    names = ("batch_list", "amendment_list", "notify_campaign")
    names = ("payable_list", *names) if query in ("", "why=payable") else names
    return next((name for name in names if path == reverse(name)), "other")


def _rows(sql: str, values: dict[str, object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
