"""What others may call of child welfare and protection of minors 儿童福利与未成年人保护."""

__all__: list[str] = []
