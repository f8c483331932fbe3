"""长辈版: a person's choice of large type, kept in a cookie of this browser and nowhere else."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "elder"
SIZES = (18, 21, 24, 27, 30)
_YEAR = 365 * 24 * 3600


def size(request: HttpRequest) -> int | None:
    """The chosen size of text in px; None in the ordinary version."""
    chosen = request.COOKIES.get(COOKIE, "")
    return int(chosen) if chosen in map(str, SIZES) else None


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """POST size= one of SIZES, or empty for the ordinary version; goes back to where the person was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("size", "")
    if chosen in map(str, SIZES):
        response.set_cookie(COOKIE, chosen, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE)
    return response
