"""IAM: AWS's own managed policies are there to be attached."""

from moto.core.config import default_user_config
from moto.settings import load_iam_aws_managed_policies

from backend.local.moto_patches.patching import FidelityError


def apply() -> None:
    settings = default_user_config.setdefault("iam", {})
    settings["load_aws_managed_policies"] = True
    if not load_iam_aws_managed_policies():
        raise FidelityError("moto loads AWS's managed policies by another setting now")
