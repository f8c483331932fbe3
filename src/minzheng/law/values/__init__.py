"""Entering, documenting, previewing, approving and withdrawing values and readings, and what follows on their day."""
