"""What others may call of registration of marriage and adoption 婚姻与收养登记."""

__all__: list[str] = []
