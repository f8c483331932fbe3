import pytest

from minzheng.payments.tests import town


@pytest.fixture
def district(db):
    """Areas and a payment officer of the district."""
    town.areas()
    return town.officer("payment_officer")
