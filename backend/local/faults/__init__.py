"""A fault-injecting proxy for the services that DreamForge calls: it breaks the n-th call in a chosen way."""

from backend.local.faults.calls import Call, name_call
from backend.local.faults.plan import Fault, FaultPlan, Kind
from backend.local.faults.proxy import FaultProxy

__all__ = ["Call", "Fault", "FaultPlan", "FaultProxy", "Kind", "name_call"]
