from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "minzheng.lines.assistance"
    label = "assistance"
