"""Invented running actions, in numbers: what the acts would leave one by one."""
