"""Where: districts, towns, villages and communities."""

from django.db import models

LEVELS = {"district": "区县", "town": "镇街", "village": "村（社区）"}
_PREFIX = {"district": 6, "town": 9, "village": 12}


class Area(models.Model):
    """A division. `code` is the 12-digit statistics code: nested, so that a prefix is a territory."""

    code = models.CharField("统计用区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=64)
    level = models.CharField("层级", max_length=10, choices=LEVELS.items())
    kind = models.CharField("类型", max_length=10)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级")
    longitude = models.FloatField("经度", null=True)
    latitude = models.FloatField("纬度", null=True)

    class Meta:
        verbose_name = "区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """What every code inside begins with."""
        return self.code[: _PREFIX[self.level]]

    @property
    def full_title(self) -> str:
        """龙水镇 · 某某村"""
        return f"{self.parent.name} · {self.name}" if self.level == "village" and self.parent else self.name


class AreaCode(models.Model):
    """A code that some system gives to an area. Never join two departments' data on a code without its system."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="codes", verbose_name="区划")
    system = models.CharField("代码体系", max_length=10, choices=[("nbs", "国家统计局"), ("mca", "民政部")])
    code = models.CharField("代码", max_length=12)

    class Meta:
        verbose_name = "区划代码"
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="area_code_once_per_system")]
