"""The band on its own: what higher bands put into the sidebar is their tests' business."""

import os

import pytest

from minzheng.ui.navigation import Navigation

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop running in the thread that tests run in


@pytest.fixture(autouse=True)
def own_sidebar(monkeypatch):
    monkeypatch.setattr("minzheng.ui.templatetags.ui.nav", Navigation())
