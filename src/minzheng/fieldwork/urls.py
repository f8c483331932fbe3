"""Addresses under office/visits/."""

from django.urls import path

from minzheng.fieldwork import views

app_name = "fieldwork"
urlpatterns = [
    path("", views.today, name="today"),
    path("all/", views.office_list, name="list"),
    path("<int:pk>/", views.one, name="visit"),
    path("<int:pk>/photo/", views.photo, name="photo"),
]
