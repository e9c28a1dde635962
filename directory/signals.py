"""What the directory tells the apps above it, in the transaction of the act."""

from django.dispatch import Signal

# sender=Office, office, by
office_granted = Signal()
# sender=Office, office, by
office_ended = Signal()
# sender=StandIn, stand_in, by
stand_in_named = Signal()
