"""The proofs: one folder per app, and what they share (`docs/architecture.md`, Tests)."""
