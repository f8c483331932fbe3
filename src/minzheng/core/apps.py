from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "minzheng.core"
    label = "core"
    verbose_name = "人、地、事"

    def ready(self) -> None:
        from minzheng.core import jobs  # noqa: F401  (registers the task with the job queue)
