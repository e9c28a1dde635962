"""A dossier like those of life, not in the database: what the samples of mails are about."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from directory.models import Institute, Person, Unit
from instruments.models import Call, CallVersion
from instruments.registry import all_instruments
from instruments.rules import freeze
from proposals.enums import FilingKind
from proposals.models import Dossier, Filing
from proposals.receipts import mentions


def a_sample_dossier() -> Dossier:
    """A filed dossier of the first instrument."""
    now = timezone.now()
    one = all_instruments()[0]
    call = Call(slug="sample", instrument_slug=one.slug, year=now.year, title_fr="Appel d’essai",
                title_en="Sample call", opens=now, closes=now + timedelta(days=40))  # fmt: skip
    version = CallVersion(call=call, number=1, rules=freeze(one), fingerprint="sample", made_at=now)
    institute = Institute(pk=0, code="INEE", name="CNRS Écologie et Environnement", service_name="Pôle international",
                          email="service@example.org", telephone="01 99 00 12 34",
                          postal_address="3 rue de l’Exemple, 75016 Paris")  # fmt: skip
    unit = Unit(pk=0, code="UMR 7154", name="Institut de physique du globe", institute=institute)
    carrier = Person(pk=0, email="carrier@example.org", first_name="Solenne", last_name="Aubrespin", unit=unit)
    return Dossier(
        pk=0, call=call, version=version, instrument_slug=one.slug, reference=f"{one.acronym}-{now.year}-0042",
        carrier=carrier, opened_by=carrier, unit=unit, institute=institute, title="Glissements lents et séismes",
        acronym="GLISS", state="filed", created_at=now, changed_at=now, state_since=now, first_filed_at=now,
    )  # fmt: skip


def a_filed_sample() -> Dossier:
    """The same with its filed version and receipt."""
    dossier = a_sample_dossier()
    dossier.filing = Filing(
        dossier=dossier, number=1, kind=FilingKind.DOSSIER, received_at=dossier.created_at,
        filed_at=dossier.created_at, code="7K2M9-0QRSX-4V1TB-N8PZC", sha256="0" * 64, content={},
        mentions=mentions(dossier, dossier.created_at),
    )  # fmt: skip
    return dossier
