"""Costs measured as multiples of a floor: `make bench`, or `python -m benchmarks NAME` for one."""
