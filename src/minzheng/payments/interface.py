"""What higher bands may call of payments."""

from minzheng.payments.actions import change_entitlement, end_entitlement, pays, set_payee_account, start_entitlement
from minzheng.payments.batches import export_batch, import_returns, lock_batch, make_batch, settle, upload_returns
from minzheng.payments.changes import Change, change_entitlements, last_sent
from minzheng.payments.checks import BATCH_CHECKS
from minzheng.payments.models import Batch, Entitlement, PayeeAccount, Payment

__all__ = [
    "BATCH_CHECKS", "Batch", "Change", "Entitlement", "PayeeAccount", "Payment", "change_entitlement", "change_entitlements",
    "end_entitlement", "export_batch", "import_returns", "last_sent",
    "lock_batch", "make_batch", "pays", "set_payee_account", "settle", "start_entitlement", "upload_returns",
]  # fmt: skip
