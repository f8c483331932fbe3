"""What others may call of charity 慈善."""

__all__: list[str] = []
