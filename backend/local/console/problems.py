"""What the console answers when something cannot be done."""


class ConsoleProblem(Exception):
    """`status` is HTTP's; the message says what is wrong and what to do."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
