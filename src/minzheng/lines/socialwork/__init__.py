"""Social work 社会工作."""
