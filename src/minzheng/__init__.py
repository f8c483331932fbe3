"""Minzheng 民政: a civil-affairs platform."""
