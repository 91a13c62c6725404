"""Notices: what moves tell people. Each is a text file in texts/, with whom it is to and its subject above its words."""
