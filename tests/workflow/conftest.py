"""The table of the tests' own subject, and people to walk it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.factories import a_person
from tests.workflow.models import Somebody, Walked
from tests.workflow.table import GUEST, PORTER


@pytest.fixture(scope="session")
def _walked_table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        if Walked._meta.db_table not in connection.introspection.table_names():
            with connection.schema_editor() as editor:
                editor.create_model(Walked)


@pytest.fixture
def door(_walked_table: None, db: None) -> Walked:
    return Walked.objects.create()


@pytest.fixture
def porter(db: None) -> Somebody:
    return Somebody(a_person(first_name="Odile", last_name="Portier").pk, PORTER)


@pytest.fixture
def guest(db: None) -> Somebody:
    return Somebody(a_person(first_name="Ivo", last_name="Passant").pk, GUEST)
