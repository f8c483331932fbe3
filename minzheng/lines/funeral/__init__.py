"""Funerals 殡葬."""
