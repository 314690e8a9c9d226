"""Writes that are carried out together: all or none."""

from collections.abc import Mapping
from typing import Any

Write = Mapping[str, Any]
"""One part of a transaction. A repository makes it and another carries it out; the domain only passes it on."""
