"""What is acted on has a name for people: it stands above the page of each act."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from funding.models import GrantChange, PaymentBatch, Report, SecurityOpinion


@pytest.mark.parametrize(
    ("subject", "french", "english"),
    [
        (Report(kind="scientific", year=2), "Compte rendu scientifique, année 2", "Scientific report, year 2"),
        (GrantChange(kind="raise", amount=1), "Augmenter le montant attribué", "Raise the grant"),
        (SecurityOpinion(state="asked"), "Avis de sécurité", "Security opinion"),
        (PaymentBatch(title="Premières tranches"), "Premières tranches", "Premières tranches"),
    ],
)
def test_a_subject_is_named_in_the_language_of_the_page(subject: Any, french: str, english: str):
    for language, said in (("fr", french), ("en", english)):
        with translation.override(language):
            assert str(subject) == said
