"""Addresses: law/ for everybody, office/law/ for officers."""

from django.urls import include, path

from minzheng.law.articles import urls as articles
from minzheng.law.trials import urls as trials
from minzheng.law.values import urls as values

app_name = "law"
urlpatterns = [
    path("law/", include(articles.urlpatterns)),
    path("my/adjustments/", include(values.personal)),
    path("office/law/values/", include(values.urlpatterns)),
    path("office/law/trials/", include(trials.urlpatterns)),
]
