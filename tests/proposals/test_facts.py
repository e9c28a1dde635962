"""What the rules count of a real dossier: laboratories once each, abroad what is abroad, euros asked of the CNRS."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.standing import standing_of
from documents.links import make_link
from instruments.registry import all_instruments
from proposals.actions.filing import submit_dossier
from proposals.enums import Side, Source
from proposals.facts import facts_of, verdicts
from proposals.models import Dossier, Partner
from tests.factories import an_organisation
from tests.proposals.dossiers import a_complete_dossier, a_dossier
from workflow.engine import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TOKYO = {"institution": "Université de Tōkyō", "laboratory": "Institut des séismes", "city": "Tōkyō", "country": "JP"}
AGAIN = {"institution": "universite de tokyo", "laboratory": "INSTITUT DES SEISMES", "city": "Tokyo", "country": "JP"}
OTHER = {**TOKYO, "laboratory": "Institut des océans"}
CHOSEN = {"organisation": "Université de Tōkyō", "institution": "Univ. Tokyo", "country": "JP"}
PARIS = {"institution": "Sorbonne", "laboratory": "Institut de physique du globe", "city": "Paris", "country": "FR"}

# partners of the foreign side; how many laboratories, countries, leads and misplaced ones they are
ABROAD = [
    pytest.param([], (0, 0, 0, 0), id="nobody"),
    pytest.param([TOKYO], (1, 1, 1, 0), id="one"),
    pytest.param([TOKYO, OTHER], (2, 1, 2, 0), id="two laboratories of one institution"),
    pytest.param([TOKYO, AGAIN], (1, 1, 2, 0), id="one entered twice, without its accents"),
    pytest.param([TOKYO, {**AGAIN, "city": "Kyoto"}], (2, 1, 2, 0), id="the same words in another city"),
    pytest.param([{**CHOSEN, "laboratory": "Séismes", "city": "Tōkyō"}, {**CHOSEN, "laboratory": "seismes"}],
                 (1, 1, 2, 0), id="one of an institution of the directory, its city once"),
    pytest.param([{**CHOSEN, "laboratory": "Institut des séismes"}, AGAIN], (1, 1, 2, 0),
                 id="once by the directory, once by hand"),
    pytest.param([CHOSEN, CHOSEN], (1, 1, 2, 0), id="an institution of the directory twice"),
    pytest.param([PARIS], (0, 0, 0, 1), id="in France"),
    pytest.param([TOKYO, PARIS, {**OTHER, "country": "CL"}], (2, 2, 2, 1), id="two abroad and one in France"),
    pytest.param([{**TOKYO, "country": ""}], (1, 0, 1, 0), id="no country yet"),
]  # fmt: skip


def with_partners(dossier: Dossier, given: list[dict[str, Any]], side: str = Side.FOREIGN) -> Dossier:
    """`dossier` with these partners instead of those of its foreign side; `organisation` is a name of the directory."""
    dossier.partners.all().delete()
    chosen: dict[str, Any] = {}
    for place, one in enumerate(given):
        name = one.get("organisation")
        if name and name not in chosen:
            chosen[name] = an_organisation(name=name)
        Partner.objects.create(dossier=dossier, side=side, place=place, lead_last_name="Mori",
                               **{**one, "organisation": chosen.get(name)})  # fmt: skip
    return Dossier.objects.for_content().get(pk=dossier.pk)


def blocking(dossier: Dossier) -> list[str]:
    found = verdicts(dossier.rules, Dossier.objects.for_content().get(pk=dossier.pk).working_content)
    return [one.sentence.en for one in found if one.level.value == "block"]


@pytest.mark.parametrize(("given", "counted"), ABROAD)
def test_each_laboratory_abroad_counts_once_and_none_in_france(given, counted):
    dossier = with_partners(a_dossier("irn"), given)
    facts = facts_of(dossier.rules, dossier.working_content)
    found = (facts.foreign_laboratories, facts.foreign_countries, facts.foreign_leads, len(facts.misplaced_partners))
    assert found == counted


def test_each_laboratory_in_france_counts_once_the_carriers_own_with_them():
    dossier = a_dossier("irn")
    given = [{"unit": dossier.unit, "laboratory": "Le sien"}, PARIS, {**PARIS, "city": "PARIS"}]
    dossier = with_partners(dossier, given, Side.FRENCH)
    facts = facts_of(dossier.rules, dossier.working_content)
    assert (facts.french_laboratories, facts.cnrs_laboratories, facts.foreign_laboratories) == (2, 1, 0)


MISPLACED = "Institut de physique du globe is in France, and entered on the foreign side."
# instrument, partners of the foreign side, what blocks (its beginning); nothing when it may be filed
FILED = [
    pytest.param("iea", [PARIS], [MISPLACED, "Foreign side: zero principal investigators"], id="IEA in France"),
    pytest.param("iea", [TOKYO], [], id="IEA"),
    pytest.param("irn", [TOKYO, AGAIN], ["Foreign partners: one laboratory"], id="IRN: one entered twice"),
    pytest.param("irn", [TOKYO, PARIS], [MISPLACED, "Foreign partners: one laboratory"], id="IRN: one in France"),
    pytest.param("irn", [TOKYO, OTHER], [], id="IRN"),
    pytest.param("irl", [PARIS], [MISPLACED, "Foreign partners: zero laboratories", "Partner countries: zero"],
                 id="IRL in France"),
    pytest.param("irl", [TOKYO], [], id="IRL"),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "given", "said"), FILED)
def test_only_laboratories_abroad_make_the_foreign_side(slug, given, said):
    dossier = with_partners(a_complete_dossier(slug), given)
    found = blocking(dossier)
    assert len(found) == len(said), found
    assert all(any(one.startswith(beginning) for one in found) for beginning in said), found


@pytest.mark.parametrize("rules", all_instruments(), ids=lambda one: one.slug)
@pytest.mark.parametrize("source", [Source.FOREIGN, Source.FRENCH])
def test_a_dossier_that_asks_nothing_of_the_cnrs_is_not_filed(rules, source):
    dossier = a_complete_dossier(rules.slug)
    assert blocking(dossier) == []
    dossier.budget.update(source=source)
    (said,) = blocking(dossier)
    assert said.startswith("Nothing is asked of the CNRS. Give the amounts asked in the cells of the CNRS")
    assert said.endswith(f"provides for {rules.credits.said('en')}.")
    with pytest.raises(Refused):
        submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    dossier.budget.all().delete()
    (said,) = blocking(dossier)
    assert said.endswith("answer expected.")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Un partenaire en France n’est pas à l’étranger"), ("en", "A partner in France is not abroad")],
)
def test_france_is_refused_on_the_foreign_side_and_taken_on_the_french_one(language, said):
    dossier = a_dossier()
    type(dossier.carrier).objects.filter(pk=dossier.carrier_id).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(dossier.carrier, backend="django.contrib.auth.backends.ModelBackend")
    organisation = an_organisation(name="Sorbonne", country="FR")
    typed = {"revision": "0", "institution": "Sorbonne", "country": "FR"}
    chosen = {"revision": "0", "organisation": "", "organisation-id": str(organisation.pk)}
    for sent in (typed, chosen):
        answer = client.post(f"/proposals/{dossier.uid}/partners/new/", {**sent, "side": "foreign"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not dossier.partners.exists()
    answer = client.post(f"/proposals/{dossier.uid}/partners/new/", {**typed, "side": "french"})
    assert (answer.status_code, dossier.partners.get().country) == (302, "FR")


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "comme partenaire à l’étranger"), ("en", "You are named as a partner abroad")]
)
def test_a_partner_abroad_does_not_move_to_france_by_their_link(language, said):
    partner = a_complete_dossier().partners.get()
    token = make_link("partner", partner, email="a@example.org", expires_at=timezone.now().replace(year=2099)).token
    sent = {"confirm": "1", "lead_last_name": "Mori", "institution": "Sorbonne", "country": "FR", "revision": "1"}
    answer = Client(headers={"accept-language": language}).post(f"/partner/{token}/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    partner.refresh_from_db()
    assert (partner.word, partner.country) == ("not-asked", "JP")
