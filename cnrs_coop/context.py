"""What every template knows: the names of the house and whether this is the demonstration."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.enums import Theme


def house(request: HttpRequest) -> dict[str, object]:
    """Names of the platform, directorate and organisation (settings, since names change)."""
    return {
        "platform_name": settings.PLATFORM_NAME,
        "directorate_name": settings.DIRECTORATE_NAME,
        "organisation_name": settings.ORGANISATION_NAME,
        "is_demonstration": settings.IS_DEMONSTRATION,
        # the demonstration without a mail server shows what it would have sent
        "keeps_mails": settings.IS_DEMONSTRATION and bool(settings.MAIL_FOLDER),
        # code, own name, word on the switch
        "page_languages": (("fr", "Français", "FR"), ("en", "English", "EN")),
        "theme": chosen_theme(request),
        "page_themes": (("", _("as the system")), *Theme.choices),
    }


def chosen_theme(request: HttpRequest) -> str:
    """Light, dark, or empty to follow the system: the person's choice, else the cookie's."""
    user = getattr(request, "user", None)
    theme = user.theme if user is not None and user.is_authenticated else request.COOKIES.get("theme", "")
    return theme if theme in Theme.values else ""
