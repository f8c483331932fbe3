"""Entitlements, batches, bank files, returns: every yuan traceable."""
