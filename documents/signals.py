"""What documents tell the apps above them."""

from django.dispatch import Signal

# sent in the transaction that keeps the verdict on a file: `stored` (StoredFile)
checked = Signal()
# sent in the transaction that notes that a file could not be put into a print, or can again: `stored` (StoredFile)
readable_changed = Signal()
