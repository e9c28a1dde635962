"""What reminders need to know of instruments: their names."""

from instruments.registry import all_instruments
from notifications.reminding.sources import name_instruments

name_instruments(lambda: {one.slug: one.acronym for one in all_instruments()})
