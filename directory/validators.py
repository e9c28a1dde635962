"""Checks of identifiers typed by people; each refusal says what to look at."""

import unicodedata
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import isni
from stdnum.exceptions import ValidationError as NumberError


def validate_orcid(value: str) -> None:
    """Refuse an ORCID whose form or check character (ISO 7064 MOD 11-2) is wrong."""
    groups = value.split("-")
    if len(value) != 19 or [len(group) for group in groups] != [4, 4, 4, 4]:
        raise ValidationError(_("An ORCID has sixteen characters in groups of four, such as 0000-0002-1825-0097."))
    try:
        isni.validate(value.replace("-", ""))
    except NumberError as error:
        raise ValidationError(_("One character of this ORCID is wrong: copy it from your ORCID page.")) from error


def validate_time_zone(value: str) -> None:
    """Refuse a name that is not an IANA time zone."""
    if value not in available_timezones():
        raise ValidationError(_("This time zone is not known. Choose one of the list, such as Europe/Paris."))


# joiners are letters' companions in Persian or Indic names
ALLOWED_INVISIBLE = "\u200c\u200d"


def validate_person_name(value: str) -> None:
    """Refuse a name with control or direction signs, or without a letter."""
    if any(unicodedata.category(sign)[0] == "C" and sign not in ALLOWED_INVISIBLE for sign in value):
        raise ValidationError(_("This name holds an invisible sign. Type it here instead of pasting it."))
    if not any(sign.isalpha() for sign in value):
        raise ValidationError(_("A name has at least one letter."))
