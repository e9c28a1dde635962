"""The definitions of the instruments, their calls and their rules."""
