"""Who, where and what happened: persons, households, areas, facts, access, audit."""
