"""The errors that operations raise; interfaces turn them into pages, problem+json or fragments.

Each class fixes an HTTP status and a stable code (spec 6-api). The detail is a sentence for the
person: what was wrong and what to do. Nothing here knows HTTP beyond the number.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class StrongroomError(Exception):
    """An expected failure with a status, a code and a sentence for the person."""

    status: ClassVar[int] = 400
    code: str = "error"
    title: ClassVar[str] = "That did not work"

    def __init__(self, detail: str = "", *, code: str | None = None, **extra: Any) -> None:
        """Keep the sentence, and `extra` members for the problem document."""
        super().__init__(detail)
        self.detail = detail or self.title
        self.extra: dict[str, Any] = extra
        if code is not None:
            self.code = code


class NotFoundError(StrongroomError):
    """It does not exist, or the asker may not know that it does: both look alike (L11)."""

    status = 404
    code = "not_found"
    title = "Not found"


class UnauthenticatedError(StrongroomError):
    """Nobody is signed in, or the token is unknown, expired or revoked."""

    status = 401
    code = "unauthenticated"
    title = "Please sign in"


class ForbiddenError(StrongroomError):
    """Visible, but not allowed."""

    status = 403
    code = "forbidden"
    title = "You may not do that"


class PlanRequiredError(ForbiddenError):
    """The account's plan does not include it (D-2)."""

    code = "plan_required"
    title = "Not part of your plan"


class ConflictError(StrongroomError):
    """The state forbids it; the code says why (`already_cancelled`, `pending_approval`, ...)."""

    status = 409
    code = "conflict"
    title = "That is not possible at the moment"


class NameTakenError(ConflictError):
    """A visible item in the same folder has that name."""

    code = "name_taken"
    title = "The name is taken"


class ConfirmationRequiredError(StrongroomError):
    """Who can see something would change; send again with confirm (A-13, D-13, D-17).

    No conflict among others: who tells a person of those must not swallow the question.
    """

    status = 409
    code = "confirmation_required"
    title = "Please confirm"

    def __init__(self, detail: str, *, changes: Mapping[str, Any]) -> None:
        """`changes` says who gains and who loses (E-11)."""
        super().__init__(detail, changes=dict(changes))


class PreconditionFailedError(StrongroomError):
    """Somebody else changed it since it was read (If-Match)."""

    status = 412
    code = "precondition_failed"
    title = "Somebody else changed it"


class InvalidError(StrongroomError):
    """What was sent is not valid; `errors` maps field names to sentences."""

    status = 422
    code = "validation_error"
    title = "Please check what you entered"

    def __init__(
        self, detail: str = "", *, errors: Mapping[str, str] | None = None, **kw: Any
    ) -> None:
        """Without a detail, the first field's sentence serves."""
        self.errors = dict(errors or {})
        super().__init__(detail or next(iter(self.errors.values()), ""), errors=self.errors, **kw)


class TooLargeError(StrongroomError):
    """More bytes than the setting allows."""

    status = 413
    code = "too_large"
    title = "The file is too large"


class ThrottledError(StrongroomError):
    """Too many tries; `retry_after` is in seconds."""

    status = 429
    code = "throttled"
    title = "Too many tries"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        """Tell when to come back."""
        super().__init__(detail, retry_after=retry_after)
        self.retry_after = retry_after


class StorageFullError(StrongroomError):
    """No room left for the bytes; what was stored before is whole."""

    status = 507
    code = "storage_full"
    title = "The storage is full"


class NotReadyError(StrongroomError):
    """A derived copy is not made yet; refused, never replaced by the original."""

    status = 409
    code = "not_ready"
    title = "The preview is not ready yet"
