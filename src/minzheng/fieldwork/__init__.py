"""Visits: who goes where, why, by when, and what was found."""
