"""What others may call of place names 地名."""

__all__: list[str] = []
