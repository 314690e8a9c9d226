"""What the store does at AWS now and then, and what callers see of it."""

from backend.local.dynamodb import StoreFault
from backend.local.fault_list import FaultList
from tests.conftest import Client


def test_a_transaction_that_met_another_is_repeated(
    client: Client, store_faults: FaultList[StoreFault], ana: str
) -> None:
    """Nobody hears of it, and it is written once."""
    store_faults.add(operation="TransactWriteItems", table="products", reason="TransactionConflict", times=2)
    client.create(ana)
    assert store_faults.pending() == []
    assert client.get("/products", as_user=ana, owner="me").json["count"] == 1


def test_a_transaction_whose_answer_was_lost_is_written_once(
    client: Client, store_faults: FaultList[StoreFault], ana: str
) -> None:
    """The SDK repeats it with its token."""
    store_faults.add(operation="TransactWriteItems", table="products", lose_answer=True)
    client.create(ana)
    assert store_faults.pending() == []
    assert client.get("/products", as_user=ana, owner="me").json["count"] == 1
