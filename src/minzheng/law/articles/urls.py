"""law/…: for everybody. See law/urls.py."""

from django.urls import path

from minzheng.law.articles import views

urlpatterns = [
    path("", views.instruments, name="instruments"),
    path("rules/<str:line>/<str:name>/", views.rule, name="rule"),
    path("values/<str:line>/<str:name>/", views.value, name="value"),
    path("readings/<str:line>/<str:name>/", views.question, name="question"),
    path("facts/<str:line>/<str:name>/", views.fact, name="fact"),
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/<str:key>/", views.programme, name="programme"),
    path("documents/<int:pk>/", views.document, name="document"),
    path("<str:instrument>/", views.instrument, name="instrument"),
    path("<str:instrument>/<int:number>/", views.article, name="article"),
]
