"""The one way up: received in `receivers.py` of upper apps, idempotently."""

from django.dispatch import Signal

# sent in the transaction of the act; sender: the model; subject, row (HistoryRow), transition (Transition), act (Act)
moved = Signal()
# sent before a page asks for an act; sender: the model; subject, transition. A receiver answers the people or
# services who would be told, as short texts
asking_who_is_told = Signal()
