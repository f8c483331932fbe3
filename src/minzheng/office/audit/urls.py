from django.urls import path

from minzheng.office.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.rows, name="rows"),
    path("households/<str:number>/", views.household, name="household"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/month/", views.month, name="month"),
    path("decisions/<str:number>/", views.decision, name="decision"),
]
