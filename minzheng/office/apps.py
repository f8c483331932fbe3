from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "minzheng.office"
    label = "office"
