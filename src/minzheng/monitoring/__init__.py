"""Evaluation of everyone against the rules, and the differences that follow."""
