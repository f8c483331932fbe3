"""Data with other departments."""
