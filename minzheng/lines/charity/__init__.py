"""Charity 慈善."""
