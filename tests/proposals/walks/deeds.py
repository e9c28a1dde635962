"""What leaves a dossier where it stands and is recorded in its history, or in that of its opinion: by whom, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from proposals.actions import coeditors, informing, mandates, partner_words, setting_aside, visas
from proposals.actions.filing import take_back
from proposals.enums import DossierState as S
from proposals.enums import OpinionState
from proposals.models import Dossier
from proposals.querysets.dossiers import UNFILED
from tests.proposals.walks.acts import HOUSE, WHY, do, more_time, officers
from workflow.engine import Refused, perform


@dataclass(frozen=True)
class Deed:
    """Who may (of the people of a walk), where it may succeed, and how it is done by a standing."""

    may: Callable[[Any, Dossier], frozenset[str]]
    fits: Callable[[Dossier], bool]
    do: Callable[[Any, Any], Any]


def _anywhere(dossier: Dossier) -> bool:
    return True


def _is_unfiled(dossier: Dossier) -> bool:
    return dossier.state in UNFILED


def _is_taken_back(dossier: Dossier) -> bool:
    return dossier.taken_back_at is not None


def _is_examined(dossier: Dossier) -> bool:
    return dossier.state == S.FILED


def _is_filed(dossier: Dossier) -> bool:
    return dossier.filing_id is not None and dossier.state not in UNFILED


def _carrier(walk: Any, dossier: Dossier) -> frozenset[str]:
    return frozenset({"carrier"})


def _writers(walk: Any, dossier: Dossier) -> frozenset[str]:
    """The officer writes in a draft that they opened with its carrier."""
    return _carrier(walk, dossier) | (frozenset() if dossier.filing_id else officers(walk, dossier))


def _house(walk: Any, dossier: Dossier) -> frozenset[str]:
    return frozenset({HOUSE})


def _staff(walk: Any, dossier: Dossier) -> frozenset[str]:
    return officers(walk, dossier) | {"derci"}


def _own_institute(walk: Any, dossier: Dossier) -> frozenset[str]:
    return frozenset(who for who, one in walk.officers.items() if one.pk == dossier.institute_id)


def _of_those(walk: Any, institutes: Any) -> frozenset[str]:
    known = set(institutes.values_list("institute", flat=True))
    return frozenset(who for who, one in walk.officers.items() if one.pk in known)


def _changed_first(end: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Something is written before, so that there is something to file, or to keep aside."""

    def both(walk: Any, by: Any) -> None:
        walk.write("context")
        end(walk, by)

    return both


def _found(row: Any) -> Any:
    """The row that a page would show; where there is none, no page asks."""
    if row is None:
        raise Refused(["there is nothing to act on"])
    return row


def _visa(walk: Any) -> Any:
    return _found(walk.dossier.visas.in_force().first())


def _partner(walk: Any) -> Any:
    return walk.dossier.partners.order_by("pk")[0]


def _remind(walk: Any, by: Any) -> None:
    if not visas.remind_director(_visa(walk), at=walk.at, by=by):
        raise Refused(["reminded lately"])


def _give_opinion(walk: Any, by: Any) -> None:
    asked = _found(walk.dossier.opinions.filter(state=OpinionState.ASKED, person=None).first())
    informing.give_opinion(asked, text=f"Avis {walk.words}", declines=walk.words % 2 == 0, at=walk.at, by=by)


def _remove_coeditor(walk: Any, by: Any) -> None:
    one = _found(walk.dossier.coeditors.filter(removed_at=None).select_related("dossier").first())
    coeditors.remove_coeditor(one, at=walk.at, by=by)


DEEDS: dict[str, Deed] = {
    "take-back": Deed(_carrier, _is_examined,
                      lambda walk, by: take_back(walk.dossier, at=walk.at, by=by)),
    "refile": Deed(_carrier, _is_taken_back,
                   _changed_first(lambda walk, by: do(walk, "submit", by))),
    "keep-filed": Deed(_carrier, _is_taken_back,
                       _changed_first(lambda walk, by: setting_aside.keep_filed(walk.dossier, at=walk.at, by=by))),
    "end-correction": Deed(
        officers, _is_taken_back,
        _changed_first(lambda walk, by: setting_aside.end_correction(walk.dossier, reason=WHY, at=walk.at, by=by)),
    ),
    # an act of the table, from a state that is two: what was typed since is kept, as ever
    "withdraw-taken-back": Deed(_carrier, _is_taken_back, _changed_first(lambda walk, by: do(walk, "withdraw", by))),
    "set-aside": Deed(_house, lambda dossier: _is_taken_back(dossier) and dossier.mandated_at is None,
                      _changed_first(lambda walk, by: walk.closing_comes())),
    "mandate": Deed(_carrier, lambda dossier: _is_unfiled(dossier) or _is_taken_back(dossier),
                    lambda walk, by: mandates.give_mandate(walk.dossier, at=walk.at, by=by)),
    "end-mandate": Deed(_carrier, lambda dossier: dossier.mandated_at is not None,
                        lambda walk, by: mandates.end_mandate(walk.dossier, at=walk.at, by=by)),
    "extend": Deed(lambda walk, dossier: _own_institute(walk, dossier) | {"derci"},
                   lambda dossier: _is_unfiled(dossier) or dossier.state == S.FILED, more_time),
    "invite-coeditor": Deed(_carrier, lambda dossier: dossier.state in coeditors.STATES,
                            lambda walk, by: coeditors.invite_coeditor(
                                walk.dossier, email=f"coeditor{walk.words}@example.org", at=walk.at, by=by)),
    "remove-coeditor": Deed(_carrier, _anywhere, _remove_coeditor),
    "ask-partner": Deed(_writers, _anywhere,
                        lambda walk, by: partner_words.ask_partner(_partner(walk), at=walk.at, by=by)),
    "withdraw-partner-link": Deed(_writers, _anywhere,
                                  lambda walk, by: partner_words.withdraw_link(_partner(walk), at=walk.at, by=by)),
    # by a signed link, without an account
    "partner-confirms": Deed(_house, _anywhere,
                             lambda walk, by: partner_words.confirm_part(_partner(walk), at=walk.at)),
    "partner-denies": Deed(_house, _is_filed, lambda walk, by: partner_words.deny_part(_partner(walk), at=walk.at)),
    "show-director": Deed(_carrier, _is_unfiled,
                          lambda walk, by: visas.show_to_director(walk.dossier, at=walk.at, by=by)),
    "hide-director": Deed(_carrier, _is_unfiled,
                          lambda walk, by: visas.hide_from_director(walk.dossier, at=walk.at, by=by)),
    "remind": Deed(lambda walk, dossier: _own_institute(walk, dossier) | {"carrier"}, _is_examined, _remind),
    "waive-visa": Deed(_own_institute, _is_examined,
                       lambda walk, by: perform(_visa(walk), "waive", by=by, at=walk.at, reason=WHY)),
    "give-visa": Deed(lambda walk, dossier: frozenset({"director"}), _is_examined,
                      lambda walk, by: visas.give_visa(_visa(walk), opinion="reserved", comment="Vu.", at=walk.at,
                                                       by=by)),
    "inform": Deed(_staff, _is_filed,
                   lambda walk, by: informing.inform_institute(walk.dossier, institute=walk.officers["third"],
                                                               at=walk.at, by=by)),
    "ask-opinion": Deed(_staff, _is_filed,
                        lambda walk, by: informing.ask_opinion(walk.dossier, institute=walk.elsewhere(), question="?",
                                                               at=walk.at, by=by)),
    "give-opinion": Deed(lambda walk, dossier: _of_those(walk, dossier.opinions), _is_filed, _give_opinion),
    # an informed institute, unasked
    "volunteer-opinion": Deed(
        lambda walk, dossier: _of_those(walk, dossier.informed) & {"third"}, _is_filed,
        lambda walk, by: informing.volunteer_opinion(walk.dossier, institute=walk.officers["third"], at=walk.at, by=by,
                                                     text=f"Avis {walk.words}"),
    ),
}  # fmt: skip
# names of the walks, which no history has; of them, what is the end of a dossier
NAMED, ENDING = {"volunteer-opinion", "withdraw-taken-back"}, {"withdraw-taken-back"}
# what is possible only after something else
LEADS_TO = {
    "take-back": {"refile", "keep-filed", "end-correction", "set-aside", "withdraw-taken-back"},
    "mandate": {"end-mandate"}, "ask-opinion": {"give-opinion"}, "inform": {"volunteer-opinion"},
    "invite-coeditor": {"remove-coeditor"}, "ask-partner": {"withdraw-partner-link"}, "filed extend": {"postpone"},
    "admissible route": {"find-admissible-again"}, "routed send-back": {"find-admissible-again"},
}  # fmt: skip
# recorded when something else is done
FOLLOWING = {"open", "ask-visa", "postpone"}
# of the evaluation, which proves them
ABOVE = {"appeal", "answer-appeal"}
# words that no act writes today
UNWRITTEN = {"undo", "correct"}
# functions that no walk calls: several dossiers at once (the board), what is typed and sent (the editor), accepting an
# invitation, reading along; and what the acts above call
BESIDE = {
    "carry_out", "undo", "why_not_undone", "give_visas",
    "open_dossier", "save_frame", "save_line", "remove_line", "save_budget", "add_paper", "take_out",
    "accept_invitation", "read_with",
    "hide_from_former_director", "take_from_director", "move_dates", "withdraw_links",
}  # fmt: skip
