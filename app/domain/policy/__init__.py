"""Licence policies: their format, what their types mean, when they apply and the text they make."""
