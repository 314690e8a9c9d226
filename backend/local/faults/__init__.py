"""A fault-injecting proxy for the services that DreamForge calls: it breaks the n-th call in a chosen way."""

from backend.local.faults.calls import ProxiedCall, name_call
from backend.local.faults.plan import FaultPlan, Kind, ProxyFault
from backend.local.faults.proxy import FaultProxy

__all__ = ["FaultPlan", "FaultProxy", "Kind", "ProxiedCall", "ProxyFault", "name_call"]
