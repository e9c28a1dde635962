"""A filed version is never changed: the database itself refuses."""

import pytest
from django.db import DatabaseError, transaction

from proposals.models import Filing
from tests.proposals.dossiers import a_filed_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_filed_version_is_neither_changed_nor_deleted():
    filing = a_filed_dossier().filing
    for act in (lambda: Filing.objects.update(sha256="0" * 64), lambda: Filing.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert Filing.objects.get().sha256 == filing.sha256
