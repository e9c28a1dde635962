"""Money, reports, changes, security: what is typed wrong is refused in words, stays typed, and nothing is written."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from django.utils.html import escape

from directory.enums import Role
from directory.standing import PARIS
from funding.models import Award, Tranche
from notifications.models import OutboxMail
from tests.harness.world import client_of
from tests.routes import CARRIER, World
from workflow.models import HistoryRow

pytestmark = pytest.mark.django_db
OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
FINANCE, SECURITY = Role.FINANCE_OFFICER.value, Role.SECURITY_OFFICER.value

# (page, who, what is typed wrong, sentence in French, sentence in English)
BAD: list[tuple[str, str, dict[str, str], str, str]] = [
    ("derogation", DIRECTION, {"reason": ""},
     "Écrivez pourquoi en quelques mots : l’historique le garde.",
     "Write in a few words why: it stays in the history."),
    ("derogation", DIRECTION, {"reason": "x" * 501}, "signes (il y en a", "characters (there are"),
    ("derogation", DIRECTION, {"ends_on": ""},
     "Donnez le dernier jour de la dérogation.",
     "Give the last day of the derogation."),
    ("derogation", DIRECTION, {"ends_on": "30/02/2027"},
     "Ce jour n’existe pas. Écrivez-le sous la forme 2027-09-30.",
     "This day does not exist. Write it as 2027-09-30."),
    ("derogation", DIRECTION, {"ends_on": "2020-01-01"},
     "La dérogation prend fin entre aujourd’hui et dans un an : choisissez un autre jour.",
     "The derogation ends between today and a year from now: choose another day."),
    ("derogation", DIRECTION, {"ends_on": "2199-01-01"},
     "La dérogation prend fin entre aujourd’hui et dans un an : choisissez un autre jour.",
     "The derogation ends between today and a year from now: choose another day."),
    ("derogation_again", DIRECTION, {},
     "Une dérogation est déjà en vigueur pour cette tranche : mettez-y d’abord fin.",
     "A derogation is in force already for this tranche: end it first."),
    ("derogation_paid", DIRECTION, {},
     "Cette tranche est versée ou annulée : une dérogation n’y changerait rien.",
     "This tranche is paid or cancelled: a derogation would change nothing."),
    ("plan", OFFICER, {"amount-3": ""},
     "Écrivez un montant : aucune tranche n’est nulle.",
     "Write an amount: no tranche is zero."),
    ("plan", OFFICER, {"amount-3": "mille"},
     "Ce montant n’est pas compris. Écrivez-le en chiffres, par exemple 12 500 ou 12 500,50.",
     "This amount is not understood. Write it in figures, for example 12 500 or 12 500,50."),
    ("plan", OFFICER, {"amount-3": "-5"},
     "Un montant ne peut pas être négatif. Écrivez-le sans le signe moins.",
     "An amount cannot be negative. Write it without the minus sign."),
    ("plan", OFFICER, {"amount-3": "99999999"},
     "Ce montant est trop grand : au plus",
     "This amount is too large: at most"),
    ("plan", OFFICER, {"amount-3": "16000"},
     "L’échéancier dépasse le montant attribué de",
     "The plan exceeds the grant by"),
    ("plan", OFFICER, {"amount-3": "10,50"},
     "restent à répartir : l’échéancier totalise le montant attribué.",
     "are still to be shared out: the plan sums to the grant."),
    ("plan", OFFICER, {"was-3": "1.00"},
     "Quelqu’un a modifié cet échéancier après que vous l’avez ouvert : voici ce qu’il en est maintenant.",
     "Somebody changed this plan after you opened it: here is what is so now."),
    ("ledger", FINANCE, {"c-reason": ""},
     "Écrivez pourquoi en quelques mots : l’historique le garde.",
     "Write in a few words why: it stays in the history."),
    ("ledger", FINANCE, {"c-tranche": "77"}, "Choisissez l’une des réponses.", "Choose one of the answers."),
    ("ledger", FINANCE, {"c-kind": "paid"}, "Choisissez l’une des réponses.", "Choose one of the answers."),
    ("ledger", FINANCE, {"c-amount": ""}, "Écrivez un montant en euros.", "Write an amount in euros."),
    ("ledger", FINANCE, {"c-amount": "Infinity"},
     "Ce montant n’est pas compris. Écrivez-le en chiffres, par exemple 12 500 ou 12 500,50.",
     "This amount is not understood. Write it in figures, for example 12 500 or 12 500,50."),
    ("ledger", FINANCE, {"c-amount": "0,00"}, "Un montant nul ne change rien.", "An amount of zero changes nothing."),
    ("ledger", FINANCE, {"c-kind": "returned", "c-amount": "-30"},
     "Seule une correction peut être négative.",
     "Only a correction may be negative."),
    ("ledger", FINANCE, {"c-dated_on": "2199-01-01"},
     "Ce jour est dans le futur : le journal dit ce qui a eu lieu.",
     "This day is in the future: the ledger says what has happened."),
    ("ledger", FINANCE, {"c-kind": "returned", "c-amount": "999999"},
     "Le versé net de la tranche",
     ", net, stays between zero and its"),
    ("own", FINANCE, {"o-line": "yacht"}, "Choisissez l’une des réponses.", "Choose one of the answers."),
    ("own", FINANCE, {"o-year": "1999"}, "Choisissez l’une des réponses.", "Choose one of the answers."),
    ("own", FINANCE, {"o-amount": "99999"},
     "Ce serait retirer plus que ce qui a été versé sur cette ligne cette année-là.",
     "This would take away more than was paid on this line that year."),
    ("own", FINANCE, {"o-reason": ""},
     "Un motif est nécessaire : écrivez pourquoi en quelques mots.",
     "A reason is needed: write in a few words why."),
    ("grant", OFFICER, {"kind": ""}, "Choisissez l’une des réponses.", "Choose one of the answers."),
    ("grant", OFFICER, {"amount": "NaN"},
     "Ce montant n’est pas compris. Écrivez-le en chiffres, par exemple 12 500 ou 12 500,50.",
     "This amount is not understood. Write it in figures, for example 12 500 or 12 500,50."),
    ("grant", OFFICER, {"amount": "1"}, "Pour l’augmenter, écrivez plus que les", "To raise it, write more than the"),
    ("grant", OFFICER, {"kind": "lower", "amount": "13999"},
     "Pour le diminuer, écrivez moins que les",
     "To lower it, write less than the"),
    ("grant", OFFICER, {"amount": "90 000"},
     "Les règles de l’appel attribuent au plus",
     "The rules of the call grant at most"),
    ("grant", OFFICER, {"kind": "carry-over"},
     "Choisissez l’année budgétaire dont le reliquat est reporté.",
     "Choose the budget year from which money is carried over."),
    ("grant", OFFICER, {"reason": ""},
     "Écrivez pourquoi en quelques mots : l’historique le garde.",
     "Write in a few words why: it stays in the history."),
    ("grant_again", OFFICER, {},
     "Une proposition pour cette action attend déjà la direction.",
     "A proposal for this action waits already for the directorate."),
    ("paying", FINANCE, {"dated_on": ""},
     "Donnez le jour où la comptabilité a versé.",
     "Give the day on which the accounts paid."),
    ("paying", FINANCE, {"dated_on": "demain"},
     "Ce jour n’existe pas. Écrivez-le sous la forme 2027-09-30.",
     "This day does not exist. Write it as 2027-09-30."),
    ("paying", FINANCE, {"dated_on": "2199-01-01"},
     "Le paiement est daté dans le futur : enregistrez-le une fois que la comptabilité l’a fait.",
     "The payment is dated in the future: record it once the accounts have made it."),
    ("paying", FINANCE, {},
     "Cochez les tranches versées : aucune n’a été choisie. Rien n’a été fait.",
     "Tick the tranches that are paid: none was chosen. Nothing was done."),
    ("taking", FINANCE, {"take-out": "pas-un-identifiant"},
     "Cette tranche n’est plus dans aucun lot.",
     "This tranche is in no batch any more."),
    ("preparing", FINANCE, {"title": ""},
     "Donnez un titre au lot : c’est par lui qu’on le retrouve.",
     "Give the batch a title: it is found by it."),
    ("returning", OFFICER, {}, "Dites ce qui est à corriger.", "Say what is to be corrected."),
    ("more_months", CARRIER, {"months": "13"}, "Douze mois au plus.", "Twelve months at most."),
    ("more_months", CARRIER, {"months": "six"}, "Écrivez un nombre de mois.", "Write a number of months."),
    ("more_months", CARRIER, {"reason": ""}, "Dites pourquoi, en quelques phrases.", "Say why, in a few sentences."),
    ("new_carrier", CARRIER, {"email": "personne@exemple.invalid"},
     "Personne n’a de compte à cette adresse. Demandez-lui d’en créer un, puis revenez.",
     "Nobody has an account with this address. Ask them to create one, then come back."),
    ("new_partner", CARRIER, {"institution": ""}, "Nommez l’établissement.", "Name the institution."),
    ("new_partner", CARRIER, {"country": ""}, "Choisissez le pays.", "Choose the country."),
    ("leaving", CARRIER, {}, "Choisissez qui part.", "Choose who leaves."),
    ("early_end", CARRIER, {"ends_on": "2010-01-01"},
     "Le nouveau dernier jour vient après le début de l’action et avant son dernier jour actuel.",
     "The new last day comes after the start of the action and before its present last day."),
    ("early_end", CARRIER, {"ends_on": "bientôt"},
     "Ce jour n’est pas compris. Écrivez-le comme 30/09/2027.",
     "This day is not understood. Write it like 30/09/2027."),
    ("budget", CARRIER, {}, "€, et la tranche de cette année de", "€, and the tranche of this year is"),
    ("security_asked", OFFICER, {"note": ""},
     "Dites ce que le fonctionnaire de sécurité de défense doit regarder.",
     "Say what the security officer should look at."),
    ("security_asked", OFFICER, {},
     "Cet avis est déjà demandé et attendu. Rien n’a été fait deux fois.",
     "This opinion is asked already, and awaited. Nothing was done twice."),
    ("security_given", SECURITY, {"outcome": ""},
     "Choisissez l’un des trois avis.",
     "Choose one of the three opinions."),
    ("security_given", SECURITY, {"outcome": "secret"},
     "Choisissez l’un des trois avis.",
     "Choose one of the three opinions."),
    ("security_given", SECURITY, {"text": ""},
     "Écrivez les conditions, ou les raisons : ceux qui instruisent le dossier en tiennent compte.",
     "Write the conditions, or the reasons: those who examine the dossier act on them."),]  # fmt: skip
# no control shows what was never offered
FORGED = {"77", "paid", "yacht", "1999", "secret", "pas-un-identifiant"}
# what a browser sends with the act, not typed by anybody
SENT = {"ledger", "pay", "confirm", "query", "tranche"}


def today() -> date:
    return timezone.now().astimezone(PARIS).date()


def soon() -> str:
    return (today() + timedelta(days=30)).isoformat()


def forms(world: World) -> dict[str, tuple[str, dict[str, str]]]:
    """Each page with what a careful person would send it."""
    money, opened, sent = f"/actions/{world.money.uid}", f"/actions/{world.open_award.uid}", world.sent.uid
    changes = f"/actions/{world.award.uid}/changes"
    granted = Award.objects.get(pk=world.money.pk).granted
    planned = {one.number: one.amount for one in Tranche.objects.filter(award=world.money, state="planned")}
    plan = {f"{name}-{number}": f"{amount:.2f}" for number, amount in planned.items() for name in ("amount", "was")}
    derogation = {"reason": "Rapport retardé par la grève.", "ends_on": soon()}
    raised = {"kind": "raise", "reason": "Bilan de mi-parcours."}
    line = world.money.rules.dedicated_unit.lines[0].slug
    spending = [f"line-{one.slug}" for one in world.award.rules.spending.lines]
    return {
        "derogation": (f"{money}/tranches/3/derogation/", derogation),
        "derogation_again": (f"{money}/tranches/2/derogation/", derogation),
        "derogation_paid": (f"{money}/tranches/1/derogation/", derogation),
        "plan": (f"{money}/plan/", plan),
        "ledger": (f"{money}/ledger/", {
            "ledger": "credits", "c-tranche": "1", "c-kind": "corrected", "c-amount": "-12,50",
            "c-dated_on": today().isoformat(), "c-reason": "Erreur de saisie."}),
        "own": (f"{money}/ledger/", {
            "ledger": "own", "o-line": line, "o-year": str(today().year), "o-kind": "returned", "o-amount": "10,25",
            "o-dated_on": today().isoformat(), "o-reason": "Reliquat du congélateur."}),
        "grant": (f"{opened}/grant/", {**raised, "amount": "12 000"}),
        "grant_again": (f"{money}/grant/", {**raised, "amount": f"{granted + 50}"}),
        "paying": (f"/finance/batches/{sent}/", {
            "pay": "1", "dated_on": today().isoformat(), "accounting_reference": "M-2027-118"}),
        "taking": (f"/finance/batches/{world.batch.uid}/", {}),
        "preparing": ("/finance/batches/prepare/", {
            "confirm": "1", "query": "", "title": "Tranches d’avril",
            "tranche": str(world.open_award.tranches.get(number=1).uid)}),
        "returning": (f"/reports/{world.report.uid}/return/", {"on-comment": "À préciser."}),
        "more_months": (f"{changes}/prolongation/", {"months": "3", "reason": "Campagne en mer reportée."}),
        "new_carrier": (f"{changes}/carrier/", {"email": "", "reason": "Départ à la retraite."}),
        "new_partner": (f"{changes}/partner-in/", {
            "side": "foreign", "institution": "Université de Kyoto", "country": "JP", "reason": "Nouveau terrain."}),
        "leaving": (f"{changes}/partner-out/", {"reason": "Le laboratoire a fermé."}),
        "early_end": (f"{changes}/end/", {"ends_on": "", "reason": "L’objectif est atteint."}),
        "budget": (f"{changes}/budget/", {"year": "1", spending[0]: "12,34", "reason": "Moins de missions."}),
        "security_asked": (f"/proposals/{world.guarded.uid}/security/", {"note": "Matériaux à double usage."}),
        "security_given": (f"/security/{world.security.uid}/", {
            "outcome": "unfavourable", "text": "Transfert de savoir-faire."}),
    }  # fmt: skip


def counted() -> dict[str, Any]:
    """Every row of the running actions, the mails, the history."""
    rows = {one.__name__: list(one.objects.order_by("pk").values())
            for one in apps.get_app_config("funding").get_models()}  # fmt: skip
    return {**rows, "mails": OutboxMail.objects.count(), "acts": HistoryRow.objects.count()}


def plain(answer: Any) -> str:
    text = answer.content.decode().replace("&#x27;", "'")
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_typed_wrong_is_refused_in_words_stays_typed_and_writes_nothing(world: World, language: str):
    before, pages, wrong = counted(), forms(world), []
    clients = {role: client_of(world, role, language) for role in {case[1] for case in BAD}}
    for page, role, typed, french, english in BAD:
        address, careful = pages[page]
        sent = {**careful, **typed}
        answer = clients[role].post(address, sent)
        text, sentence = plain(answer), french if language == "fr" else english
        if answer.status_code not in (409, 422):
            wrong.append(f"{page} {typed}: {answer.status_code}")
        elif sentence not in text:
            wrong.append(f"{page} {typed}: no “{sentence}”")
        kept = {name: value for name, value in sent.items() if name not in SENT and len(value) > 1}
        wrong += [f"{page} {typed}: {name} is lost" for name, value in kept.items()
                  if value not in FORGED and plain_of(value) not in text]  # fmt: skip
        if counted() != before:
            wrong.append(f"{page} {typed}: something was written")
            before = counted()
    assert not wrong, "\n".join(wrong)


def plain_of(value: str) -> str:
    return escape(value).replace("&#x27;", "'")


@pytest.mark.parametrize(("body", "slug", "status"), [
    (b"{", "summary", 400), (b"[]", "summary", 400), (b'{"value": 1}', "summary", 422),
    (b'{"value": "x", "revision": "un"}', "summary", 400), (b'{"value": "x"}', "nowhere", 404),
    (b'{"value": "autre", "revision": 77}', "summary", 409),
])  # fmt: skip
def test_an_autosave_of_a_report_that_cannot_be_kept_says_why_in_json(world: World, body, slug, status):
    before = counted()
    answer = client_of(world, CARRIER).post(f"/reports/{world.open_report.uid}/parts/{slug}/", body,
                                            content_type="application/json")  # fmt: skip
    assert answer.status_code == status
    if status != 404:
        assert json.loads(answer.content)["said"]
    assert counted() == before


def test_nobody_saves_a_report_that_is_not_theirs_or_was_submitted(world: World):
    before, body = counted(), b'{"value": "autre", "revision": 0}'
    for role, report, slug, status in ((OFFICER, world.open_report, "summary", 404),
                                       (FINANCE, world.open_report, "summary", 404),
                                       (CARRIER, world.report, "comment", 423)):  # fmt: skip
        answer = client_of(world, role).post(f"/reports/{report.uid}/parts/{slug}/", body,
                                             content_type="application/json")  # fmt: skip
        assert answer.status_code == status, (role, answer.content)
    assert counted() == before
