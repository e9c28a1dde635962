"""The board of triage: what it lists, how it is asked, shown, exported, and acted upon."""
