"""What each person around a dossier may do to it, and how: what the walks of `test_machine.py` are made of."""
