"""Accounts and the posts they act in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


class AccountManager(BaseUserManager):
    def create(self, *, username: str, password: str | None = None, **fields):
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)  # None: cannot sign in with a password
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who signs in. Not for: what they may do (Post), nor who they are in the register (Person)."""

    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    person = models.ForeignKey("core.Person", models.PROTECT, null=True, blank=True, verbose_name="登记人")
    fictitious = models.BooleanField("虚构", default=False)
    is_active = models.BooleanField("在用", default=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """An account's role for an area, from a day to a day. Leaving ends it: rows are closed, never removed."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts", verbose_name="账号")
    role = models.CharField("岗位", max_length=32)
    area = models.ForeignKey("core.Area", models.PROTECT, null=True, blank=True, verbose_name="区域")
    since = models.DateField("任职日期")
    until = models.DateField("离任日期", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="post_ends_after_start")
        ]
