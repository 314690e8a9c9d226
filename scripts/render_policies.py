"""Renders the policies that the laptop's console judges calls by: backend/local/console/policies.json.

    python scripts/render_policies.py           ends 1 when Terraform renders others
    python scripts/render_policies.py --write   writes them

For the laptop as `make serve` starts it. Needs Terraform, no account, and a minute; tests/infra compares as well.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from backend.local.console.policies import RENDERED, ROOT, render
from backend.local.demo import DEFAULT_REGION
from backend.local.laptop import IMAGE_MODEL, TEXT_MODEL
from backend.local.region import plan_models


def variables() -> dict[str, object]:
    """What `stack_variables` finds in the settings of a laptop without any of its own."""
    plan = plan_models(DEFAULT_REGION, None, (TEXT_MODEL,), IMAGE_MODEL)
    models = {
        "text": plan.text_models[0],
        "text_fallbacks": [],
        "image": plan.image_model,
        "image_region": plan.image_region,
    }
    return {"region": plan.region, "models": models, "kie": {"secret": "ssm:/dreamforge/dev/kie"}}


def main() -> None:
    rendered = render(ROOT, variables())
    if "--write" in sys.argv:
        RENDERED.write_text(json.dumps(rendered, indent=2) + "\n")
        return
    kept = json.loads(RENDERED.read_text())
    if {**kept, "source": ""} != {**rendered, "source": ""}:
        sys.exit("The policies have changed. Write them: python scripts/render_policies.py --write")


if __name__ == "__main__":
    main()
