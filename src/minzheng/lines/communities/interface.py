"""What others may call of community governance 基层治理."""

__all__: list[str] = []
