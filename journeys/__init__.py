"""Journeys: the engine, and one short module for each."""
