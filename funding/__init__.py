"""Awards, tranches and reports."""
