"""An API that is killed (kill -9) right after its n-th call to AWS: `python -m tests.app.dying_api N`, event on stdin.

Writes the answer's status and ends 0 when it was given before that, and by SIGKILL otherwise.
"""

import json
import logging
import sys

from backend.api.lambda_function import LambdaHandler
from backend.bootstrap.config import Settings
from tests.app.dying_worker import MortalServices

if __name__ == "__main__":
    handler = LambdaHandler(MortalServices(Settings.from_env(), int(sys.argv[1])), log_to=logging.NullHandler())
    sys.stdout.write(str(handler(json.load(sys.stdin), None)["statusCode"]))
