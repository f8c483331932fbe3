"""The back office's frame: sign-in, sidebar, work bench, person file."""
