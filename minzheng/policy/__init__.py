"""The rules engine: pure Python, no Django, no tables."""
