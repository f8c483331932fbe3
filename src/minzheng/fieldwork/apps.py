from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "minzheng.fieldwork"
    label = "fieldwork"

    def ready(self) -> None:
        from minzheng.ui.navigation import nav

        walkers = {"village_worker", "surveyor", "window_clerk", "reviewer", "leader", "auditor"}
        nav.add(section="走访", title="今日走访", url_name="fieldwork:today", icon="walk", roles={"village_worker"}, order=10, badge=_to_do)
        nav.add(section="走访", title="走访台账", url_name="fieldwork:list", icon="map-pin", roles=walkers, order=20)


def _to_do(request) -> int:
    from minzheng.fieldwork.queries import open_visits

    return open_visits().count()
