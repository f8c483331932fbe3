"""See law/urls.py."""

from django.urls import path

from minzheng.law.values import views

urlpatterns = [
    path("", views.provisions, name="provisions"),
    path("new/", views.new, name="provision_new"),
    path("<int:pk>/", views.provision, name="provision"),
    path("<int:pk>/adjustments/", views.adjustments, name="adjustments"),
]
personal = [path("<int:pk>/", views.adjustment, name="adjustment")]
