"""What if: two laws over the same people."""
