"""Acts of the payment officer in a process of its own, so that it can be killed or raced: `python -m … <act> … [pause]`.

With `pause` the process stops in the middle of the last act, inside the transaction and after some rows were written, says so on
its standard output and waits to be killed.
"""

from __future__ import annotations

import sys
import time

import django

django.setup()

from minzheng.casework.interface import Task  # noqa: E402
from minzheng.core.access.models import Post  # noqa: E402
from minzheng.core.access.queries import viewer_as  # noqa: E402
from minzheng.core.access.viewer import acting, system  # noqa: E402
from minzheng.core.actions import Refused  # noqa: E402
from minzheng.payments import batches  # noqa: E402
from minzheng.payments.models import Batch, LeftOut, Payment, ReturnsFile  # noqa: E402
from minzheng.payments.queries import month_reconciliation  # noqa: E402
from minzheng.payments.tests import town  # noqa: E402


def officer():
    return viewer_as(Post.objects.select_related("account", "area").get(role="payment_officer"))


def seed() -> None:
    """30 households to pay, 3 without an account."""
    town.areas()
    town.post("payment_officer")
    for n in range(30):
        town.paid_home(10_000 + n)
    for n in range(3):
        town.entitled(town.home(), 777 + n)


def make() -> None:
    batches.make_batch(programme=town.PROGRAMME, month=town.MONTH, by=officer())


def lock() -> None:
    batches.lock_batch(batch=Batch.objects.get(), by=officer())


def export() -> None:
    batches.export_batch(batch=Batch.objects.get(), form="csv", by=officer())


def upload() -> None:
    """The bank says that every third payment failed."""
    batch, by = Batch.objects.get(), officer()
    with acting(by):
        day = batch.exported_at.astimezone().date()
        rows = [
            (p.pk, f"{p.amount / 100:.2f}", "成功" if n % 3 else "失败", "" if n % 3 else "账户已注销", day)
            for n, p in enumerate(batch.payments.order_by("pk"))
        ]
    batches.upload_returns(batch=batch, name="回盘.csv", content=town.answer(rows), by=by)


def take() -> None:
    """Import the returns; a second time there is nothing new in them."""
    try:
        batches.import_returns(file=ReturnsFile.objects.latest("pk"), by=officer())
    except Refused as error:
        print("refused:", error)


def tell() -> None:
    """What is in the tables, as one line."""
    with acting(system("test")):
        states = [Payment.objects.filter(state=s).count() for s in ("pending", "paid", "returned")]
        batch = Batch.objects.first()
        agrees = batch is None or month_reconciliation(batch).agrees
        tasks = Task.objects.filter(kind="payment_return").count()
        print(Batch.objects.count(), batch and batch.state, *states, LeftOut.objects.count(), tasks, agrees, flush=True)


def _pause(*_args, **_kwargs) -> None:
    print("in the middle", flush=True)
    time.sleep(60)


def _stop_in_the_middle(act: str) -> None:
    match act:
        case "make":
            LeftOut.objects.bulk_create = _pause  # the payments are written, the rest is not
        case "lock" | "export":
            written = Batch.save
            Batch.save = lambda self, *a, **k: (written(self, *a, **k), _pause())
        case "take":
            asked, done = batches._ask_town, []

            def some(**task):  # all payments are settled, some of the tasks are there
                asked(**task)
                done.append(task)
                if len(done) == 5:
                    _pause()

            batches._ask_town = some


if __name__ == "__main__":
    acts = [word for word in sys.argv[1:] if word != "pause"]
    for act in acts:
        if sys.argv[-1] == "pause" and act == acts[-1]:
            _stop_in_the_middle(act)
        globals()[act]()
