"""Addresses under office/evaluation/."""

from django.urls import path

from minzheng.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("progress/", views.progress, name="progress"),
    path("start/", views.start, name="start"),
    path("differences/", views.listing, name="list"),
    path("differences/<int:pk>/", views.one, name="difference"),
    path("send/", views.send, name="send"),
    path("cells.geojson", views.cells, name="cells"),
]
