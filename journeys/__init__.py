"""Journeys: what they are declared with, the walk through them, and one short module for each."""
