"""What makes a laptop start sooner, and changes nothing else."""

import gc
from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader, Loader

_stock_load_file, _stock_list_services = JSONFileLoader.load_file, Loader.list_available_services
_services: dict[tuple[str, ...], Any] = {}


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
    JSONFileLoader.load_file = _load_once
    Loader.list_available_services = _list_once


def _load_once(_: JSONFileLoader, file_path: str) -> Any:
    return _load_file(file_path)


@cache
def _load_file(path: str) -> Any:
    return _stock_load_file(JSONFileLoader(), path)


def _list_once(loader: Loader, type_name: str) -> Any:
    key = (type_name, *loader.search_paths)
    if key not in _services:
        _services[key] = _stock_list_services(loader, type_name)
    return _services[key]
