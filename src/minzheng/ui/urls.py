"""Addresses of the pieces themselves: large type, the villages of a town, and the gallery in demo mode."""

from django.conf import settings
from django.urls import path

from minzheng.ui import areas, elder, gallery

app_name = "ui"
urlpatterns = [
    path("elder/", elder.choose, name="elder"),
    path("villages/", areas.villages, name="villages"),
]
if settings.MINZHENG_DEMO:
    urlpatterns += [
        path("gallery/", gallery.office, name="gallery"),
        path("gallery/narrow/", gallery.narrow, name="gallery_narrow"),
        path("gallery/progress/<int:done>/", gallery.progress, name="gallery_progress"),
        path("gallery/reveal/", gallery.reveal, name="gallery_reveal"),
    ]
