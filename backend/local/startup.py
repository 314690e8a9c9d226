"""What makes a laptop start sooner, and changes nothing else."""

import gc
from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader, Loader

_stock_load_file, _stock_list_services = JSONFileLoader.load_file, Loader.list_available_services
_services: dict[tuple[tuple[str, ...], str], Any] = {}


def resume_collection() -> None:
    """For a program that began with `gc.disable()`: to look for garbage is a fifth of a start, in which there is none.

    What was made until now stays as long as the program, and is not looked at again.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def share_models() -> None:
    """Each file of botocore is read once in a process: the cloud, the service and moto have sessions of their own.

    botocore itself hands the same contents to all clients of a session.
    """
    JSONFileLoader.load_file = lambda _, path: _load_file(path)
    Loader.list_available_services = lambda loader, kind: _list_services(tuple(loader.search_paths), kind, loader)


@cache
def _load_file(path: str) -> Any:
    return _stock_load_file(JSONFileLoader(), path)


def _list_services(folders: tuple[str, ...], kind: str, loader: Loader) -> Any:
    if (folders, kind) not in _services:
        _services[folders, kind] = _stock_list_services(loader, kind)
    return _services[folders, kind]
