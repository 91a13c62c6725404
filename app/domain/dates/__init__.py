"""Dates: working days, the release, and when supervision runs."""
