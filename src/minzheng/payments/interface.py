"""What higher bands may call of payments."""

from minzheng.payments.actions import change_entitlement, end_entitlement, pays, set_payee_account, start_entitlement
from minzheng.payments.batches import export_batch, import_returns, lock_batch, make_batch, settle, upload_returns
from minzheng.payments.models import Batch, Entitlement, PayeeAccount, Payment

__all__ = [
    "Batch", "Entitlement", "PayeeAccount", "Payment", "change_entitlement", "end_entitlement", "export_batch", "import_returns",
    "lock_batch", "make_batch", "pays", "set_payee_account", "settle", "start_entitlement", "upload_returns",
]  # fmt: skip
