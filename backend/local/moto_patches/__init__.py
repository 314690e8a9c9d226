"""Where moto differs from AWS and Terraform, or the proof of what it deployed, notices: put right, each in one place.

A patch names the fact of AWS that it restores, and fails when what it patches is no longer there: after an upgrade of
moto somebody has to look.
"""

from backend.local.moto_patches.applied import apply

__all__ = ["apply"]
