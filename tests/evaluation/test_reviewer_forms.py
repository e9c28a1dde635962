"""The forms of the pool and of sessions: which sections they offer, and how near that brings a reviewer."""

from __future__ import annotations

from datetime import date

import pytest

from directory.enums import Role
from directory.models import Mandate
from directory.standing import standing_of
from evaluation.affinity import Affinities
from evaluation.candidates import subject_of
from evaluation.forms.reviewers import ProfileForm
from evaluation.forms.sessions import NewSessionForm
from evaluation.subjects import subject_of_reviewer
from proposals.forms.kinds import field_for
from proposals.models import Dossier, Filing
from tests.evaluation.reviews import a_reviewer, an_admissible_dossier
from tests.factories import a_person, a_section, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def sections():
    """One of a former mandate, two of the present one."""
    former = Mandate.objects.create(name="Ancien", starts=date(2001, 1, 1), ends=date(2005, 1, 1))
    present = Mandate.objects.create(name="Présent", starts=date(2199, 1, 1))
    return [a_section(mandate=former, number=6), a_section(mandate=present, number=2, title="Théories physiques"),
            a_section(mandate=present, number=6, title="Sciences de l’information")]  # fmt: skip


def offered(form):
    return list(form.fields["sections" if "sections" in form.fields else "section"].queryset)


def test_sections_of_the_present_mandate_alone_are_offered_to_reviewers_sessions_and_dossiers(sections):
    _former, *present = sections
    officer = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER).person)
    asked = next(one for one in an_admissible_dossier().rules.fields if one.choices_from == "sections")
    assert offered(ProfileForm(is_staff=True)) == present
    assert offered(NewSessionForm(standing=officer)) == present
    assert [value for value, _label in field_for(asked).choices] == [str(one) for one in present]


def test_a_section_of_a_former_mandate_stays_on_the_profile_that_has_it(sections):
    former, *present = sections
    reviewer = a_reviewer()
    reviewer.sections.add(former)
    assert offered(ProfileForm(is_staff=True, reviewer=reviewer)) == [*present, former]


def test_a_dossier_that_names_a_section_with_its_title_is_near_a_reviewer_of_it(sections):
    dossier, reviewer = an_admissible_dossier(), a_reviewer()
    reviewer.sections.add(sections[2])
    content = {
        **dossier.filing.content,
        "answers": {**dossier.filing.content["answers"], "sections": [str(sections[2])]},
    }
    named = Dossier(title=dossier.title, filing=Filing(content=content))
    affinities, subject = Affinities({1: subject_of_reviewer(reviewer)}), subject_of(named)
    assert affinities.near(subject)[1] > 0
    assert affinities.explained(subject, 1, 1.0).sections == ("6",)
