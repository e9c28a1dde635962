"""Acts of people on dossiers, one module per subject."""
