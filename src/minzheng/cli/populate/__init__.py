"""A made-up district (虚构) with an answer key: people, households, facts, 低保 on the register, and planted faults."""
