"""Views of dossiers, one module per part of the path."""
