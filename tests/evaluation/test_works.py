"""Publications of a reviewer: pasted, kept once, taken away, by whom it concerns."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from directory.enums import Role
from evaluation.actions import reviewers
from evaluation.bibliographies import read_works
from evaluation.models import Work
from tests.evaluation.reviews import a_reviewer
from tests.factories import a_person, an_office

BIBTEX = """
@article{mori2024,
  title = {Slow {Slip} under the trench}, year = {2024}, doi = {10.1000/SLOW},
  author = {Mori, Akiko and Paul Petit}
}
@misc{a, title = "Autre", url = {https://doi.org/10.1000/autre}, year = 2019}
@book{sans, title = {Sans identifiant}, year = {2020}}
"""


@pytest.mark.parametrize(("text", "papers", "unread"), [
    ("10.1000/A\nhttps://doi.org/10.1000/b.\n\n10.1000/a", [("10.1000/a", None), ("10.1000/b", None)], 0),
    ("Mori A., Petit P. (2021). Slow slip. J. Sea, 12. https://doi.org/10.1000/c", [("10.1000/c", 2021)], 0),
    ("doi:10.1000/2019.d (2022)", [("10.1000/2019.d", 2022)], 0),
    ("un titre sans rien\n10.1000/e", [("10.1000/e", None)], 1),
    (BIBTEX, [("10.1000/slow", 2024), ("10.1000/autre", 2019)], 1),
    ("@article{", [], 1),
    ("10.1000", [], 1),
])  # fmt: skip
def test_what_people_paste_is_read(text, papers, unread):
    found, left = read_works(text)
    assert [(one.doi, one.year) for one in found] == papers
    assert len(left) == unread


def test_bibtex_gives_title_and_authors_in_their_order():
    paper = read_works(BIBTEX)[0][0]
    assert (paper.title, paper.authors) == ("Slow Slip under the trench", ("Akiko Mori", "Paul Petit"))


@pytest.fixture
def reviewer():
    return a_reviewer(person=a_person(language="fr"))


def sent(reviewer, by, **data):
    client = Client()
    client.force_login(by)
    return client.post(f"/reviewers/{reviewer.uid}/works/", data)


@pytest.mark.django_db
def test_the_reviewer_and_the_officer_add_and_take_away(reviewer):
    officer = an_office(a_person(), Role.INSTITUTE_OFFICER).person
    assert sent(reviewer, reviewer.person, works="10.1000/a\n10.1000/b").status_code == 302
    assert sent(reviewer, officer, works="10.1000/B\n10.1000/c 2023").status_code == 302
    assert sorted(reviewer.works.values_list("doi", "year")) == [
        ("10.1000/a", None), ("10.1000/b", None), ("10.1000/c", 2023),
    ]  # fmt: skip
    gone = reviewer.works.get(doi="10.1000/a")
    for _twice in range(2):
        assert sent(reviewer, reviewer.person, remove=str(gone.pk)).status_code == 302
    assert reviewer.works.count() == 2


REFUSED = {
    "nothing": ("", "Collez au moins un DOI", "Paste at least one DOI"),
    "no DOI": ("Un livre sans rien", "Aucun DOI n’est trouvé dans cette ligne", "No DOI is found in this line"),
    "two lines": ("Un livre\nUn autre", "Aucun DOI n’est trouvé dans ces lignes", "No DOI is found in these lines"),
    "too long": ("10.1000/a " * 7000, "Tenez-vous à 60000 signes", "Keep to 60000 characters"),
    "too many": ("\n".join(f"10.1000/{n}" for n in range(301)), "300 publications au plus", "300 publications at most"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("cause", REFUSED)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(reviewer, cause, language):
    typed, french, english = REFUSED[cause]
    reviewer.person.language = language
    reviewer.person.save()
    with translation.override(language):
        answer = sent(reviewer, reviewer.person, works=typed)
    page = answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert answer.status_code == 422
    assert (french if language == "fr" else english) in page
    assert not typed or typed.splitlines()[0][:200] in page
    assert not Work.objects.exists()


@pytest.mark.django_db
def test_nobody_writes_in_somebody_elses_profile(reviewer):
    other = a_reviewer()
    work = Work.objects.create(reviewer=reviewer, doi="10.1000/a")
    assert sent(reviewer, other.person, works="10.1000/x").status_code == 404
    # an id of another profile, or none at all, takes nothing away
    for forged in (str(work.pk), "x", "9" * 30, "-1"):
        assert sent(other, other.person, remove=forged).status_code == 302
    assert list(Work.objects.values_list("doi", flat=True)) == ["10.1000/a"]


@pytest.mark.django_db
def test_an_orcid_is_given_to_who_has_none_and_never_twice(reviewer):
    from directory.standing import standing_of
    from workflow.engine import Refused

    officer = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER).person)
    now = reviewer.created_at
    reviewers.change_reviewer(reviewer, orcid="0000-0002-1825-0097", at=now, by=officer)
    reviewer.person.refresh_from_db()
    assert reviewer.person.orcid == "0000-0002-1825-0097"
    with pytest.raises(Refused):
        reviewers.change_reviewer(a_reviewer(), orcid="0000-0002-1825-0097", at=now, by=officer)
