"""What others may call of elder care 养老服务."""

__all__: list[str] = []
