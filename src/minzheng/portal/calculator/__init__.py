"""What could I apply for, and about how much: the rules engine for everybody. Nothing is stored."""
