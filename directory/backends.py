"""Whose session it is: the account is read before every page, by a query that is written once."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from directory.models import Person
from workflow.prepared import Given, Prepared

_BY_ID = Prepared(lambda: Person.objects.filter(pk=Given("pk")).order_by())


class AccountBackend(AuthenticationBackend):
    """By e-mail and password, as django-allauth has it."""

    def get_user(self, user_id: int) -> Person | None:
        """The account of this id, unless it is closed. One query."""
        found: Person | None = _BY_ID.first(pk=user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
