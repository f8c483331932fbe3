"""Service items, process, deadlines, notices, decisions, standings, letters."""
