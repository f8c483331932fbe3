from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "minzheng.office"
    label = "office"
    verbose_name = "工作台"

    def ready(self) -> None:
        from minzheng.casework.interface import my_tasks
        from minzheng.ui.navigation import nav

        handlers = {"window_clerk", "surveyor", "village_worker", "reviewer", "confirmer", "payment_officer"}
        nav.section("工作", order=10)
        nav.add(section="工作", title="工作台", url_name="bench", icon="layout-dashboard", order=1)
        nav.add(
            section="工作", title="待办事项", url_name="tasks", icon="inbox", roles=handlers, order=2,
            badge=lambda request: my_tasks(request.viewer).count(),
        )  # fmt: skip
        nav.add(section="工作", title="新建受理", url_name="new_case", icon="file-plus", roles={"window_clerk"}, order=3)
        nav.add(section="工作", title="办件台账", url_name="cases", icon="files", order=4)
        nav.add(section="工作", title="人员与家庭", url_name="people", icon="users", order=5)
        nav.section("审计", order=90)
        nav.add(section="审计", title="查看与操作记录", url_name="audit:rows", icon="history", roles={"auditor"}, order=1)
        nav.add(section="审计", title="决定重算", url_name="audit:decisions", icon="scale", roles={"auditor"}, order=2)
