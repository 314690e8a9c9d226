"""How much can be trusted, as figures: faults at every call, kills, races and attacks. `python -m tests.trust`."""
