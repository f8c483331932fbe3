from django.contrib.auth.views import LogoutView
from django.urls import path

from minzheng.portal import views
from minzheng.portal.signin import SignIn

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("notices/", views.notices, name="notices"),
    path("notices/<int:pk>/", views.notice, name="public_notice"),
    path("progress/", views.progress_search, name="progress_search"),
    path("progress/<str:number>/", views.progress, name="progress"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("my/", views.my, name="my"),
]
