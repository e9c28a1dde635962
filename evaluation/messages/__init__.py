"""Mails of the evaluation: one module per part of the path, imported here so that they are known."""

from evaluation.messages import decisions, reviews, sessions

__all__ = ["decisions", "reviews", "sessions"]
