"""The score sheet taken away as a text document and brought back filled."""
