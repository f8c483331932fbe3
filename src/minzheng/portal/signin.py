"""Signing in with a password: slowed down for who guesses, and every try in the audit."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.utils import timezone

from minzheng.core.access.viewer import PUBLIC, acting, system
from minzheng.core.actions import Verb
from minzheng.core.audit.models import AuditRow
from minzheng.core.audit.record import record

FAILED = Verb("signin.failed", "登录失败")
TRIES, WINDOW = 5, dt.timedelta(minutes=15)


def too_many(username: str, address: str) -> bool:
    """Whether this account, or this address for any account, has failed too often lately."""
    with acting(system("limit sign-in")):
        recent = AuditRow.objects.filter(verb=FAILED.name, at__gte=timezone.now() - WINDOW)
        return recent.filter(reason=username).count() >= TRIES or recent.filter(address=address).count() >= TRIES * 4


class SignInForm(AuthenticationForm):
    """The same answer for a wrong name and a wrong password."""

    error_messages = {
        "invalid_login": "账号或密码不正确，请核对后重试。忘记密码请联系系统管理员重设。",
        "inactive": "账号或密码不正确，请核对后重试。忘记密码请联系系统管理员重设。",
    }

    def clean(self) -> dict:
        username = self.cleaned_data.get("username", "")[:64]
        address = self.request.META.get("REMOTE_ADDR", "")
        if too_many(username, address):
            raise ValidationError("尝试次数过多，请 15 分钟后再试；不是本人操作的，请告知系统管理员。")
        try:
            return super().clean()
        except ValidationError:
            record(dataclasses.replace(PUBLIC, address=address), FAILED, None, wrote=False, reason=username)
            raise


class SignIn(LoginView):
    template_name = "portal/login.html"
    authentication_form = SignInForm
