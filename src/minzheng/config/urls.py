"""Every address of the site, by band."""

from django.urls import include, path

urlpatterns = [
    path("", include("minzheng.portal.urls")),
    path("office/", include("minzheng.office.urls")),
    path("office/", include("minzheng.casework.urls")),
    path("office/evaluation/", include("minzheng.monitoring.urls")),
    path("office/payments/", include("minzheng.payments.urls")),
    path("office/audit/", include("minzheng.office.audit.urls")),
    path("office/visits/", include("minzheng.fieldwork.urls")),
    path("", include("minzheng.law.urls")),
    path("calculator/", include("minzheng.portal.calculator.urls")),
    path("api/", include("minzheng.api.urls")),
    path("ui/", include("minzheng.ui.urls")),
]

handler400 = "minzheng.ui.pages.bad_request"
handler403 = "minzheng.ui.pages.forbidden"
handler404 = "minzheng.ui.pages.not_found"
handler500 = "minzheng.ui.pages.server_error"
