"""One file per instrument, each holding `INSTRUMENT`: the law of the house, readable aloud."""
