from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "minzheng.law"
    label = "law"
    verbose_name = "政策法规"
