from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "minzheng.payments"
    label = "payments"
    verbose_name = "资金发放"

    def ready(self) -> None:
        from django.urls import reverse

        from minzheng.casework.interface import EFFECTS, TASK_PAGES
        from minzheng.payments.actions import pays
        from minzheng.ui.navigation import nav

        EFFECTS.add("pays", pays)
        for kind in ("payment_account", "payment_return", "payment_died"):
            TASK_PAGES.add(kind, lambda task: reverse("payments:household", args=[task.household.number]))
        nav.section("资金发放", order=40)
        district = {"payment_officer", "auditor", "leader"}
        nav.add(section="资金发放", title="发放批次", url_name="payments:batches", icon="cash", roles=district, order=1)
        nav.add(
            section="资金发放", title="发放明细", url_name="payments:payments", icon="list", order=2,
            roles=district | {"window_clerk", "surveyor"},
        )  # fmt: skip
