"""What the law is here: its texts, values with their documents, readings decided, and what a change would do."""
