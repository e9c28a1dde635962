"""What is always so, asked of the rows after each step, in SQL or plain values: never through the code that acts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from funding.models import LedgerEntry
from proposals.models import Dossier
from tests.funding.life import actors
from tests.funding.life.oracle import fetched
from workflow.verification import subject_models, verify

if TYPE_CHECKING:
    from tests.funding.life.stage import Life

# each query finds what must not be: (law, SQL). Signs: what each kind of line adds to what is paid
NET = "CASE kind WHEN 'paid' THEN amount WHEN 'corrected' THEN amount WHEN 'returned' THEN -amount ELSE 0 END"
NEVER = (
    ("a tranche is paid twice",
     "SELECT tranche_id FROM funding_ledgerentry WHERE kind = 'paid' AND ledger = 'credits' "
     "GROUP BY tranche_id HAVING count(*) > 1"),
    ("a tranche is paid in its state or in the ledger, not in both",
     "SELECT t.id FROM funding_tranche t LEFT JOIN funding_ledgerentry e ON e.tranche_id = t.id AND e.kind = 'paid' "
     "WHERE (t.state = 'paid') <> (e.id IS NOT NULL)"),
    ("a tranche is paid with another amount than its own",
     "SELECT t.id FROM funding_tranche t JOIN funding_ledgerentry e ON e.tranche_id = t.id AND e.kind = 'paid' "
     "WHERE e.amount <> t.amount OR e.budget_year <> t.budget_year"),
    ("paid net of returns exceeds the grant, falls under zero, or is not what the ledger says",
     f"SELECT a.id FROM funding_award a LEFT JOIN (SELECT award_id, sum({NET}) AS net FROM funding_ledgerentry "
     "WHERE ledger = 'credits' GROUP BY award_id) l ON l.award_id = a.id "
     "WHERE coalesce(l.net, 0) < 0 OR coalesce(l.net, 0) > a.granted OR coalesce(l.net, 0) <> a.paid_net"),
    ("what is paid of one tranche, net, leaves zero to its amount",
     f"SELECT t.id FROM funding_tranche t JOIN (SELECT tranche_id, sum({NET}) AS net FROM funding_ledgerentry "
     "GROUP BY tranche_id) l ON l.tranche_id = t.id WHERE l.net < 0 OR l.net > t.amount"),
    ("the plan does not sum to the grant",
     "SELECT a.id FROM funding_award a JOIN funding_tranche t ON t.award_id = a.id "
     "GROUP BY a.id, a.granted HAVING sum(t.amount) <> a.granted"),
    ("a grant leaves its bounds",
     "SELECT id FROM funding_award WHERE granted < lowest OR granted > highest"),
    ("a tranche is told to the délégation, or recalled, other than its state says",
     "SELECT t.id FROM funding_tranche t LEFT JOIN (SELECT tranche_id, "
     "sum(CASE kind WHEN 'notified' THEN 1 WHEN 'recalled' THEN -1 ELSE 0 END) AS told FROM funding_ledgerentry "
     "WHERE tranche_id IS NOT NULL GROUP BY tranche_id) l ON l.tranche_id = t.id "
     "WHERE coalesce(l.told, 0) <> CASE WHEN t.state IN ('notified', 'paid') THEN 1 ELSE 0 END"),
    ("a tranche waits in a batch that is over",
     "SELECT t.id FROM funding_tranche t JOIN funding_paymentbatch b ON b.id = t.batch_id WHERE "
     "(t.state = 'in-batch' AND b.state <> 'prepared') OR (t.state = 'notified' AND b.state <> 'sent')"),
    ("a tranche is cancelled while its action runs",
     "SELECT t.id FROM funding_tranche t JOIN funding_award a ON a.id = t.award_id "
     "WHERE t.state = 'cancelled' AND a.state IN ('running', 'suspended')"),
    ("a closed action has something open",
     "SELECT a.id FROM funding_award a WHERE a.state = 'closed' AND ("
     "EXISTS (SELECT 1 FROM funding_tranche t WHERE t.award_id = a.id AND t.state NOT IN ('paid', 'cancelled')) OR "
     "EXISTS (SELECT 1 FROM funding_report r WHERE r.award_id = a.id AND r.state NOT IN ('accepted', 'not-needed')) "
     "OR EXISTS (SELECT 1 FROM funding_amendment m WHERE m.award_id = a.id AND m.state = 'asked') OR "
     "EXISTS (SELECT 1 FROM funding_grantchange g WHERE g.award_id = a.id AND g.state = 'proposed'))"),
    ("a reminder is said twice",
     "SELECT event FROM notifications_reminded GROUP BY event, step, person_id, email HAVING count(*) > 1"),
    ("a mail is posted twice",
     "SELECT event FROM notifications_outboxmail GROUP BY key, event, person_id, email HAVING count(*) > 1"),
    ("a row of spending counts twice",
     "SELECT row_key FROM funding_spending GROUP BY row_key HAVING count(*) > 1"),
    ("a report is accepted that nobody wrote",
     "SELECT r.id FROM funding_report r WHERE r.state IN ('accepted', 'submitted') AND NOT EXISTS "
     "(SELECT 1 FROM funding_reportversion v WHERE v.report_id = r.id)"),
)  # fmt: skip
EVERY_LAW = " UNION ALL ".join(
    f"SELECT {place}, CAST({sql.split()[1].split('.')[-1]} AS text) FROM ({sql}) AS law_{place}"
    for place, (_law, sql) in enumerate(NEVER)
)
REPORTED = (
    "SELECT count(DISTINCT r.kind) FROM funding_report r WHERE r.award_id = %s AND r.year = %s AND r.kind IN "
    "('scientific', 'financial') AND ((r.state = 'accepted' AND r.accepted_at <= %s) OR (r.state = 'not-needed' AND "
    "EXISTS (SELECT 1 FROM workflow_historyrow h WHERE h.subject_type = 'funding.report' AND "
    "h.subject_id = CAST(r.id AS text) AND h.target = 'not-needed' AND h.at <= %s)))"
)
DEROGATED = (
    "SELECT count(*) FROM funding_derogation WHERE tranche_id = %s AND given_at <= %s "
    "AND (ended_at IS NULL OR ended_at > %s) AND ends_on >= %s"
)
STATE_THEN = (
    "SELECT target FROM workflow_historyrow WHERE subject_type = 'funding.award' AND subject_id = %s AND at <= %s "
    "AND target <> '' ORDER BY seq DESC LIMIT 1"
)


class Laws:
    """Asked after each step; keeps what was looked at already."""

    def __init__(self) -> None:
        self.last_entry = 0
        self.spent: dict[str, Decimal] = {}
        self.asked = 0

    def sent_spending(self, rows: list[str]) -> None:
        """What the accounts gave back: each row counts once, however often it comes."""
        self.spent.update({row: Decimal(row.split(";")[3]) for row in rows})

    def ask(self, life: Life) -> None:
        """Every law; AssertionError names the one that is broken, and by which rows."""
        self.asked += 1
        found = fetched(EVERY_LAW)
        assert not found, f"{life.today}: {[(NEVER[place][0], which) for place, which in found[:5]]}"
        self._paid_with_reports(life)
        written = fetched("SELECT coalesce(sum(amount), 0) FROM funding_spending")[0][0]
        assert written == sum(self.spent.values(), Decimal(0)), f"{life.today}: spending is not what the accounts sent"
        actors.after_the_clock(life)

    def _paid_with_reports(self, life: Life) -> None:
        """New payments only: the reports of the year before, or a derogation in force; running; not before its day."""
        from directory.standing import PARIS

        new = LedgerEntry.objects.filter(pk__gt=self.last_entry, ledger="credits").select_related("tranche")
        for one in new.order_by("pk"):
            self.last_entry = one.pk
            if one.kind not in ("paid", "notified"):
                continue
            tranche, at, day = one.tranche, one.entered_at, one.entered_at.astimezone(PARIS).date()
            said = f"{life.today}: tranche {tranche.number} of {one.award_id} is {one.kind}"
            assert tranche.opens_on <= day, f"{said} before its year"
            state = fetched(STATE_THEN, str(one.award_id), at)
            assert (state[0][0] if state else "running") == "running", f"{said} while its action does not run"
            if tranche.number > 1:
                is_reported = fetched(REPORTED, one.award_id, tranche.number - 1, at, at)[0][0] == 2
                is_derogated = fetched(DEROGATED, tranche.pk, at, at, day)[0][0] > 0
                assert is_reported or is_derogated, f"{said} without its reports nor a derogation"

    def at_last(self) -> None:
        """The chain of every history is whole, and says the state in which everything is."""
        moved = [one for one in subject_models() if one._meta.app_label == "funding" or one is Dossier]
        broken = [str(link) for link in verify(moved)]
        assert not broken, broken[:5]
