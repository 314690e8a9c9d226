"""The one place that reaches into moto's own objects, because no API of AWS or moto does what is needed:
forgetting one account, and giving a restored pool and its users their former ids."""

from moto.core.base_backend import BackendDict, backend_lock


def forget(account: str) -> None:
    """Drop all that an account holds; other accounts in this process stay."""
    for service in list(BackendDict._instances):
        if account in list(service.keys()):
            service[account].reset()
            with backend_lock:
                service.pop(account, None)
