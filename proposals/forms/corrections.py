"""The form of the officer who ends a correction."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from proposals.forms.triage import ActForm, reason_field


class EndCorrectionForm(ActForm):
    """Why it is not waited for any longer."""

    explained = gettext_lazy(
        "This call has no closing that would end the correction. The filed version stands and can be examined; what "
        "was changed meanwhile is kept for those who write the dossier."
    )

    reason = reason_field(gettext_lazy("Why"), gettext_lazy("Read by the carrier and the co-editors."))
