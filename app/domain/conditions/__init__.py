"""The conditions that answers put on a licence: what was chosen, its details and its words."""
