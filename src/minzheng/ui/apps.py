from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "minzheng.ui"
    label = "ui"

    def ready(self) -> None:
        from minzheng.ui.registers.audit import record_export
        from minzheng.ui.registers.export import AUDITS

        AUDITS.add("core audit", record_export)
