"""Backup and restore: one archive holds the database and the files, whichever database it is."""
