"""Welfare lottery 福利彩票."""
