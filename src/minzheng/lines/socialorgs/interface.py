"""What others may call of associations and other social organisations 社会组织."""

__all__: list[str] = []
