"""The console of the laptop cloud: what requests do, what they may do, and what they consume. Never deployed."""
