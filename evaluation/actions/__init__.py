"""Acts of people on the evaluation: one module per part of the path."""
