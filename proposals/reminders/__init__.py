"""What is due around dossiers: filing before the closing, units' opinions, completions, opinions asked; mandates."""

from proposals.reminders import dossiers, mandates
from proposals.reminders.dossiers import OFFICERS, Titled, staff_dossiers, title_of, writers_of

__all__ = ["OFFICERS", "Titled", "dossiers", "mandates", "staff_dossiers", "title_of", "writers_of"]
