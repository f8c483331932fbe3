from django.urls import path

from minzheng.casework import views
from minzheng.casework.registers import cases
from minzheng.core.access.web import officers_only

urlpatterns = [
    path("tasks/", views.task_list, name="tasks"),
    path("cases/", officers_only(cases.view), name="cases"),
    path("cases/new/", views.new_case, name="new_case"),
    path("cases/begin/", views.begin, name="begin_case"),
    path("cases/<str:number>/", views.case_page, name="case"),
    path("cases/<str:number>/withdraw/", views.withdraw_case, name="withdraw_case"),
    path("cases/<str:number>/receipt.pdf", views.receipt, name="receipt"),
    path("cases/<str:number>/completion.pdf", views.completion, name="completion"),
    path("notices/<int:pk>.pdf", views.notice_sheet, name="notice_sheet"),
    path("letters/<str:number>.pdf", views.letter, name="letter"),
]
