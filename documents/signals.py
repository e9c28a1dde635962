"""What documents tell the apps above them."""

from django.dispatch import Signal

# sent in the transaction that keeps the verdict on a file: `stored` (StoredFile)
checked = Signal()
