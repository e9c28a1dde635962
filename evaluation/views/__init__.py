"""Pages of the evaluation: one module per part of the path."""
