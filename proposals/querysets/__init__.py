"""Every query of proposals, one module per subject."""

from proposals.querysets.dossiers import DossierQuerySet
from proposals.querysets.visas import VisaQuerySet

__all__ = ["DossierQuerySet", "VisaQuerySet"]
