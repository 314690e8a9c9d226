"""`dreamforge doctor --aws`: compares the configured models with what an AWS account has, and says what to do."""

from backend.local.aws_doctor.examination import examine
from backend.local.aws_doctor.report import show_findings

__all__ = ["examine", "show_findings"]
