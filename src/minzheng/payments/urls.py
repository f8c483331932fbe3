from django.urls import path

from minzheng.payments import views

app_name = "payments"
urlpatterns = [
    path("", views.batch_list, name="batches"),
    path("new/", views.new, name="new"),
    path("all/", views.payment_list, name="payments"),
    path("batches/<str:number>/", views.batch_page, name="batch"),
    path("batches/<str:number>/left-out/", views.left_out_list, name="left_out"),
    path("batches/<str:number>/export/<str:form>/", views.export, name="export"),
    path("batches/<str:number>/returns/", views.returns, name="returns"),
    path("returns/<int:pk>/", views.returns_preview, name="returns_preview"),
    path("all/<str:number>/", views.household, name="household"),
]
