"""The evaluation of invented dossiers: reviews, sessions, rankings, decisions, as their states say they have had."""
