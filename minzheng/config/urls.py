"""Every address of the site, by band."""

from django.urls import include, path

urlpatterns = [
    path("", include("minzheng.portal.urls")),
    path("office/", include("minzheng.office.urls")),
]
