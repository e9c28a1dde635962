"""Pages of running actions, their money and their reports."""
