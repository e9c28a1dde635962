"""Reading and importing the Research Organization Registry (ROR, schema v2, CC0)."""
