from django.conf import settings
from django.urls import path

from minzheng.office import demo, views

urlpatterns = [
    path("", views.bench, name="bench"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/reveal/", views.reveal_person, name="reveal"),
    path("households/<str:number>/", views.household, name="household"),
    path("post/", views.choose_post, name="choose_post"),
]
if settings.MINZHENG_DEMO:
    urlpatterns += [
        path("demo/", demo.entrance, name="demo"),
        path("demo/enter/", demo.enter, name="demo_enter"),
        path("demo/day/", demo.next_day, name="demo_day"),
    ]
