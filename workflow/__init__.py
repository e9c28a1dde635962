"""Life-cycle tables, the engine that performs them, and the history it writes; knows no app."""
