"""What others may call of welfare lottery 福利彩票."""

__all__: list[str] = []
