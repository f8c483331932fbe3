"""Pages for everybody: instruments, articles, rules in words, parameters with their history, cases."""
