"""The auditor's pages: who saw and did what, and whether a decision comes out the same again."""
