from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "minzheng.law"
    label = "law"
    verbose_name = "政策法规"

    def ready(self) -> None:
        from minzheng.law import jobs  # noqa: F401  (registers the tasks with the job queue)
        from minzheng.law.articles.mentions import find, programme_url
        from minzheng.law.blocking import unapplied
        from minzheng.law.trials import jobs as trial_jobs  # noqa: F401
        from minzheng.payments.interface import BATCH_CHECKS
        from minzheng.ui.links import MENTIONS, TARGETS
        from minzheng.ui.navigation import nav

        MENTIONS.add("articles", find)
        TARGETS.add("programme", programme_url)
        nav.section("政策法规", order=60)
        nav.add(section="政策法规", title="法规条文", url_name="law:instruments", icon="book", order=1)
        nav.add(section="政策法规", title="待遇与算法", url_name="law:programmes", icon="list-check", order=2)
        publishers = {"reviewer", "leader", "auditor", "payment_officer", "confirmer"}
        nav.add(section="政策法规", title="标准与口径", url_name="law:provisions", icon="scale", roles=publishers, order=3, badge=_to_approve)
        triers = {"reviewer", "leader"}
        nav.add(section="政策法规", title="政策试算", url_name="law:trials", icon="adjustments", roles=triers, order=4)
        nav.add(section="政策法规", title="口径", url_name="law:readings", icon="zoom-question", roles=triers, order=5)
        BATCH_CHECKS.add("approved values applied", unapplied)


def _to_approve(request) -> int | None:
    """How many provisions wait for the viewer's approval."""
    from minzheng.law.models import Provision

    viewer = request.viewer
    return Provision.objects.filter(state="entered").exclude(entered_by_id=viewer.account_id).count() if viewer.may("law.approve") else None
