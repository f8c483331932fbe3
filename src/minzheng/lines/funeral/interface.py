"""What others may call of funerals 殡葬."""

__all__: list[str] = []
