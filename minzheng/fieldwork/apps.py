from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "minzheng.fieldwork"
    label = "fieldwork"
