from django.urls import path

from minzheng.portal.calculator import views

urlpatterns = [path("", views.calculator, name="calculator")]
