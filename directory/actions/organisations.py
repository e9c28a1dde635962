"""Entering by hand an organisation that the registry does not have."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import NameKind
from directory.models import Organisation, OrganisationName, SearchKind
from directory.search.lookup import find
from directory.search.subjects import append_organisation
from directory.standing import Standing
from workflow.engine import Refused, System
from workflow.history import record


@transaction.atomic
def enter_organisation(*, name: str, country: str, city: str = "", by: Standing | System) -> Organisation:
    """The organisation of this name in this country (code of two letters), made when it is not there yet.

    Raises Refused without a name. Twice the same gives the same: a form sent twice makes no double.
    """
    name, city = " ".join(name.split()), " ".join(city.split())
    if not name:
        raise Refused([_("An organisation needs a name.")])
    there = Organisation.objects.filter(pk__in=find(SearchKind.ORGANISATION, name).exact, country=country).first()
    if there is not None:
        return there
    organisation = Organisation.objects.create(name=name, country=country, city=city, entered_by_id=by.person_id)
    OrganisationName.objects.create(organisation=organisation, value=name, kind=NameKind.LABEL)
    append_organisation(organisation)
    record(organisation, "enter", by=by, name=name, country=country, city=city)
    return organisation
