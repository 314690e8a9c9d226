"""How the proof ends when it does not hold."""


class ProofFailedError(Exception):
    """What is wrong, naming the resource, permission, variable, index or path; and what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.advice = advice
