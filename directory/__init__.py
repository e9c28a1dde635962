"""People, their offices, units, institutes, sections and partner organisations."""
