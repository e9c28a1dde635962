"""Reminders: sources, steps, the run that says each once, the preview. How an app registers: `sources.py`."""
