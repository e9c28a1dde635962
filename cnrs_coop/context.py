"""What every template knows: the names of the house and whether this is the demonstration."""

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, object]:
    """Names of the platform, directorate and organisation (settings, since names change)."""
    return {
        "platform_name": settings.PLATFORM_NAME,
        "directorate_name": settings.DIRECTORATE_NAME,
        "organisation_name": settings.ORGANISATION_NAME,
        "is_demonstration": settings.IS_DEMONSTRATION,
    }
