"""What people, and those who mean harm, put in the address of the board and in its forms."""

from uuid import uuid4

import pytest
from django.utils import timezone

from directory.enums import Role
from proposals.enums import DossierState as S
from proposals.models import BulkAct, Dossier, SavedView
from tests.clients import as_
from tests.factories import a_holder
from tests.proposals.dossiers import a_filed_dossier

pytestmark = pytest.mark.django_db

# input, place, what is said in French and in English, what the box of the page still holds (name, value)
ADDRESSES = [
    ("page=-1", "Cette page n’existe pas", "There is no such page", None),
    ("page=1000000000", "voici la page 1", "this is page 1", None),
    ("page=" + "9" * 400, "Cette page n’existe pas", "There is no such page", None),
    ("page=deux", "Cette page n’existe pas", "There is no such page", None),
    ("page=²", "Cette page n’existe pas", "There is no such page", None),
    ("sort=;drop table proposals_dossier", "pas d’ordre nommé", "no order called", None),
    ("sort=carrier__password", "pas d’ordre nommé", "no order called", None),
    ("sort=--filed", "pas d’ordre nommé", "no order called", None),
    ("q=" + "mer " * 2500, "trop longue", "too long", None),
    ("q=🦑", "deux lettres", "two letters", ("q", "")),
    ("q=a", "deux lettres", "two letters", ("q", "")),
    ("q=%25", "deux lettres", "two letters", ("q", "")),
    ("q=%00mer%00", "", "", ("q", "mer")),
    ("q=%E2%80%AEmer", "", "", ("q", "mer")),
    ("q=%FF%FE", "deux lettres", "two letters", None),
    ("state=nowhere", "pas une valeur du filtre", "is no value of the filter", None),
    ("state=draft", "pas une valeur du filtre", "is no value of the filter", None),
    ("country=ZZ", "pas une valeur du filtre", "is no value of the filter", None),
    ("instrument=%3Cscript%3E", "pas une valeur du filtre", "is no value of the filter", None),
    ("call=999999", "pas une valeur du filtre", "is no value of the filter", None),
    ("year=-5", "pas une valeur du filtre", "is no value of the filter", None),
    ("delegation=99999999999999999999", "pas une valeur du filtre", "is no value of the filter", None),
    ("priority=99999999999999999999", "pas une valeur du filtre", "is no value of the filter", None),
    ("visa=maybe", "pas une valeur du filtre", "is no value of the filter", None),
    ("institute=INP", "n’est pas un filtre ici", "is no filter here", None),
    ("min=beaucoup", "pas un montant", "is no sum in euros", None),
    ("min=NaN", "pas un montant", "is no sum in euros", None),
    ("max=-1", "pas un montant", "is no sum in euros", None),
    ("max=1e99", "pas un montant", "is no sum in euros", None),
    ("max=Infinity", "pas un montant", "is no sum in euros", None),
    ("from=hier", "pas un jour", "is no day", None),
    ("to=31/02/2027", "pas un jour", "is no day", None),
    ("from=2027-13-01", "pas un jour", "is no day", None),
    ("to=0001-01-01", "pas un jour", "is no day", None),
    ("to=9999-12-31", "pas un jour", "is no day", None),
    ("from=2027-09-30T12:00", "pas un jour", "is no day", None),
    ("to=%3Cscript%3E", "<script>\u00a0» n’est pas un jour", "“<script>” is no day", None),
    ("from=" + "9" * 400, "pas un jour", "is no day", None),
    ("from=%00", "pas un jour", "is no day", None),
    (
        "from=2027-03-02&to=01/03/2027",
        "aucun dossier ne peut être entre les deux",
        "no dossier can be between them",
        None,
    ),
    ("from=01/03/2027&to=2027-03-02", "", "", None),
    ("unit=%27--", "pas un code d’unité", "is no code of a unit", None),
    ("col=password&col=asked", "pas de colonne", "no column called", None),
    ("place=everywhere", "n’est pas un filtre ici", "is no filter here", None),
    ("notes=secret", "n’est pas un filtre ici", "is no filter here", None),
    ("carrier__email=a", "n’est pas un filtre ici", "is no filter here", None),
]


@pytest.fixture
def house():
    dossier = a_filed_dossier()
    officer = a_holder(Role.INSTITUTE_OFFICER, dossier.institute)
    return dossier, officer


@pytest.mark.parametrize(("query", "french", "english", "kept"), ADDRESSES, ids=[row[0][:30] for row in ADDRESSES])
def test_what_an_address_asks_wrongly_is_left_out_with_a_sentence(house, query, french, english, kept):
    _dossier, officer = house
    for language, said in (("fr", french), ("en", english)):
        page = as_(officer, language).get(f"/triage/?{query}")
        assert page.status_code == 200
        assert said in " ".join(page.context["said"])
        assert bool(said) == bool(page.context["said"])
        assert "<script>" not in page.text.split("</head>")[1]
        if kept:
            assert f'name="{kept[0]}" type="search" maxlength="200" value="{kept[1]}"' in page.text
        for path in ("/triage/filters/", "/triage/dossiers.csv"):
            answer = as_(officer, language).get(f"{path}?{query}")
            assert answer.status_code in (200, 429)


FORMS = [
    ("no act", {"act": ""}, "Choisissez d’abord un acte", "Choose an act first"),
    ("a forged act", {"act": "submit"}, "Choisissez d’abord un acte", "Choose an act first"),
    ("an act of others", {"act": "arbitrate"}, "Choisissez d’abord un acte", "Choose an act first"),
    ("nothing ticked", {"act": "admit", "dossier": []}, "Cochez d’abord", "Tick the dossiers first"),
    ("no identifier", {"act": "admit", "dossier": ["1 OR 1=1"]}, "pas des vôtres", "is not among yours"),
    ("a forged identifier", {"act": "admit", "dossier": [str(uuid4())]}, "pas des vôtres", "is not among yours"),
    ("a thousand", {"act": "admit", "dossier": [str(uuid4()) for _n in range(900)]}, "pas des vôtres",
     "are not among yours"),
    ("NUL", {"act": "admit\0", "dossier": ["\0"]}, "Choisissez d’abord un acte", "Choose an act first"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "french", "english"), FORMS, ids=[row[0] for row in FORMS])
def test_a_forged_act_on_several_does_nothing_and_says_so(house, name, data, french, english):
    dossier, officer = house
    for language, said in (("fr", french), ("en", english)):
        for confirm in ({}, {"confirm": "1", "token": "not-a-token"}):
            page = as_(officer, language).post(
                "/triage/several/", {**data, **confirm, "query": "sort=x&next=//evil"}, follow=True
            )
            assert page.status_code == 200
            assert said in page.text
            assert page.redirect_chain[-1][0].startswith("/triage/?")
            assert "evil" not in page.redirect_chain[-1][0]
    assert not BulkAct.objects.exists()
    assert Dossier.objects.get(pk=dossier.pk).state == S.FILED


VIEWS = [
    ("", "Donnez un nom à la vue", "Give the view a name", ""),
    ("   ", "Donnez un nom à la vue", "Give the view a name", ""),
    ("n" * 81, "80", "80", "n" * 81),
    ("a\0b", "caract", "haracters", None),
]


@pytest.mark.parametrize(("name", "french", "english", "kept"), VIEWS)
def test_a_view_without_a_fit_name_is_not_kept(house, name, french, english, kept):
    _dossier, officer = house
    for language, said in (("fr", french), ("en", english)):
        page = as_(officer, language).post("/triage/views/", {"name": name, "query": "country=JP"})
        assert page.status_code == 422
        assert said in page.text
        assert 'name="query" value="country=JP"' in page.text
        if kept:
            assert f'value="{kept}"' in page.text
    assert not SavedView.objects.exists()


def test_too_many_views_or_too_long_a_query_are_refused_and_the_name_stays(house):
    _dossier, officer = house
    client = as_(officer, "en")
    countries = "&".join(f"country={code}" for code in ("JP", "BR", "CL"))
    units = "&".join("call=x" for _n in range(900))
    assert client.post("/triage/views/", {"name": "Long", "query": f"{countries}&{units}"}).status_code == 302
    SavedView.objects.bulk_create(SavedView(person=officer, name=f"v{number}") for number in range(40))
    page = client.post("/triage/views/", {"name": "One more", "query": "country=JP"})
    assert page.status_code == 422
    assert "You have 40 views already" in page.text
    assert 'value="One more"' in page.text


def test_unknown_views_and_acts_are_not_found(house):
    _dossier, officer = house
    client = as_(officer, "en")
    for path in (f"/triage/views/{uuid4()}/", f"/triage/several/{uuid4()}/", "/triage/views/1/", "/triage/several/x/"):
        assert client.get(path).status_code == 404, path
    assert client.post(f"/triage/several/{uuid4()}/undo/").status_code == 404
    assert client.get("/triage/several/").status_code == 405


def test_an_act_that_cannot_be_undone_says_why(house):
    dossier, officer = house
    bulk = BulkAct.objects.create(
        person=officer, act="send-to-section", at=timezone.now(), done=[{"dossier": dossier.pk, "row": 1}]
    )
    page = as_(officer, "en").post(f"/triage/several/{bulk.uid}/undo/", follow=True)
    assert "cannot be undone here" in page.text
    assert Dossier.objects.get(pk=dossier.pk).state == S.FILED
