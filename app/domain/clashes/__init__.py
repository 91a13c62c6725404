"""Conditions that clash with one another or with the facts: rules as data, and what they look at."""
