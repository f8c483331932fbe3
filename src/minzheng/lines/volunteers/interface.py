"""What others may call of volunteering 志愿服务."""

__all__: list[str] = []
