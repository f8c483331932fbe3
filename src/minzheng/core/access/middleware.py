"""The web request's viewer: the signed-in account in its post, or the public."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from minzheng.core.access.viewer import PUBLIC, acting


class ViewerMiddleware:
    """Sets `request.viewer` (never None; `PUBLIC` when nobody is signed in) and acts as them while the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from minzheng.core.access.queries import viewer_of

        viewer = viewer_of(request) if request.user.is_authenticated else PUBLIC
        request.viewer = viewer
        with acting(viewer):
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        return response
