"""One folder per business line; lines never know one another."""
