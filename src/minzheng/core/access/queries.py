"""From an account to the viewer it acts as."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from minzheng.core.access.models import Account, Post
from minzheng.core.access.viewer import PUBLIC, Viewer


def posts_on(account: Account, day: dt.date):
    """The posts that `account` holds on `day`."""
    held = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))
    return Post.objects.filter(held, account=account).select_related("area").order_by("pk")


def viewer_as(post: Post, *, address: str = "") -> Viewer:
    account = post.account
    if post.role == "citizen":
        return Viewer("citizen", account.name, "citizen", account.pk, person_id=account.person_id, address=address)
    return Viewer(
        "officer",
        account.name,
        post.role,
        account.pk,
        post.area.prefix if post.area else "",
        post.area.full_title if post.area else "",
        address=address,
    )


def viewer_of(request: HttpRequest) -> Viewer:
    """The post chosen in this session, else the first held today; without a post, the public."""
    posts = {post.pk: post for post in posts_on(request.user, timezone.localdate())}
    post = posts.get(request.session.get("post")) or next(iter(posts.values()), None)
    return viewer_as(post, address=request.META.get("REMOTE_ADDR", "")) if post else PUBLIC
