"""What others may call of social work 社会工作."""

__all__: list[str] = []
