from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "minzheng.portal"
    label = "portal"
