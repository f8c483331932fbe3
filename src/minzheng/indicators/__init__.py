"""The plan's targets, computed from every line."""
