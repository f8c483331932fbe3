from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "minzheng.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from minzheng.monitoring import jobs  # noqa: F401  (registers the tasks with the job queue)
        from minzheng.ui.navigation import nav

        watchers = {"leader", "reviewer", "auditor", "window_clerk", "surveyor", "village_worker"}
        nav.add(section="监测", title="应享核查", url_name="monitoring:overview", icon="report-analytics", roles=watchers, order=10)
        nav.add(section="监测", title="差异台账", url_name="monitoring:list", icon="table", roles=watchers, order=20)
