"""What others may call of welfare of disabled persons 残疾人福利."""

__all__: list[str] = []
