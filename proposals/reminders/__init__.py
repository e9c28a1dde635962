"""What is due around dossiers: filing before the closing, units' opinions, completions, opinions asked; expressions of
interest; mandates.
"""

from proposals.reminders import dossiers, expressions, mandates, writing
from proposals.reminders.dossiers import OFFICERS, Titled, staff_dossiers, title_of, writers_of

__all__ = [
    "OFFICERS", "Titled", "dossiers", "expressions", "mandates", "staff_dossiers", "title_of", "writers_of", "writing",
]  # fmt: skip
