"""What others may call of boundaries and administrative divisions 行政区域界线与区划."""

__all__: list[str] = []
