from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "minzheng.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from minzheng.monitoring import jobs  # noqa: F401  (registers the tasks with the job queue)
