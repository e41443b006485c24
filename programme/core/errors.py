"""Errors that carry words for the person who meets them."""


class DomainError(Exception):
    """A rule of the field was not met. The message is written for the person and may be shown as it is."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Exception):
    """There is no such record in the scope that the actor may reach."""
