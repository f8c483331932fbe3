from django.urls import path

from minzheng.api import views

app_name = "api"
urlpatterns = [
    path("policies", views.policies, name="policies"),
    path("policies/schema.json", views.schema, name="policies_schema"),
    path("policies/<slug:key>", views.policy, name="policy"),
]
