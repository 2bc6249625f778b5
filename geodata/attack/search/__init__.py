"""Whole solutions by local search, and what they have shown."""
