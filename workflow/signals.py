"""The one way up: sent in the transaction of the act, received in `receivers.py` of upper apps, idempotently."""

from django.dispatch import Signal

# sender: the model; subject, row (HistoryRow), transition (Transition), act (Act)
moved = Signal()
