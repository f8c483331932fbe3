"""Associations and other social organisations 社会组织."""
