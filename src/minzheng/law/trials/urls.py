"""See law/urls.py."""

from django.urls import path

from minzheng.law.trials import views

urlpatterns = [
    path("", views.trials, name="trials"),
    path("new/", views.new, name="trial_new"),
    path("readings/", views.readings, name="readings"),
    path("readings/start/", views.readings_start, name="readings_start"),
    path("readings/progress/", views.readings_progress, name="readings_progress"),
    path("<int:pk>/", views.trial, name="trial"),
    path("<int:pk>/progress/", views.progress, name="trial_progress"),
    path("<int:pk>/again/", views.again, name="trial_again"),
    path("<int:pk>/rows/", views.rows, name="trial_rows"),
]
