"""What calls tell the apps above them, in the transaction of the act."""

from django.dispatch import Signal

# sender=Call, call, at, by
closing_postponed = Signal()
