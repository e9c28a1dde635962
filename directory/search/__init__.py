"""The type-ahead over organisations and units: folding of words, index, answers."""
