"""The answer to a question of who sees what, as requests carry it (E-5, E-11)."""

import uuid
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)

from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import InvalidError
from strongroom.core.ids import parse_id
from strongroom.interfaces.rest.kit.types import Sent

MOST_SHARES = 1000
"""Shares that one answer may name."""
_SEAL = r"^[0-9A-Za-z_-]{16,100}$"
_ASKED = "`true`, or the `seal` of the `changes` that were shown: then only that is applied."


def _share(value: Any) -> uuid.UUID:
    """Read an id. A malformed one can't stand in any question, so this is no 404."""
    found = parse_id(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("Input should be the id of a share")
    return found


def _parted(value: Any) -> Any:
    """Let a list in an address be repeated or parted by commas."""
    parts = value if isinstance(value, list) else [value]
    return [text for part in parts for text in str(part).split(",") if text]


ShareId = Annotated[
    uuid.UUID, BeforeValidator(_share), WithJsonSchema({"type": "string", "format": "uuid"})
]
Shares = Annotated[list[ShareId], Field(max_length=MOST_SHARES)]
Seal = Annotated[str, StringConstraints(pattern=_SEAL)]
Answer = Annotated[bool | Seal, Field(description=_ASKED)]


Said = Annotated[str, StringConstraints(pattern=r"^(true|false|[0-9A-Za-z_-]{16,100})$")]
"""The answer as text."""


class Confirming(Sent):
    """What is sent once more after 409 `confirmation_required`."""

    confirm: Answer = False
    cancel_shares: Shares = []
    keep_open: Shares = []

    @property
    def confirmation(self) -> Confirmation:
        """The answer, for the operation."""
        return Confirmation(
            given=self.confirm is not False,
            seal=self.confirm if isinstance(self.confirm, str) else "",
            cancel_shares=frozenset(self.cancel_shares),
            keep_open=frozenset(self.keep_open),
        )

    def changes(self) -> dict[str, Any]:
        """Return what is to change, and the answer as `confirm`."""
        return self._answered(super().changes())

    def values(self) -> dict[str, Any]:
        """Return what something new begins with, and the answer as `confirm`."""
        return self._answered(super().values())

    def _answered(self, fields: dict[str, Any]) -> dict[str, Any]:
        beside = {name: fields[name] for name in fields if name not in Confirming.model_fields}
        return {**beside, "confirm": self.confirmation}


class ConfirmingQuery(BaseModel):
    """The same in an address, for DELETE and where the body is a file."""

    confirm: Said = Field(default="false", description=_ASKED)
    cancel_shares: Annotated[Shares, BeforeValidator(_parted)] = []
    keep_open: Annotated[Shares, BeforeValidator(_parted)] = []

    @property
    def confirmation(self) -> Confirmation:
        """The answer, for the operation."""
        return Confirmation(
            given=self.confirm != "false",
            seal="" if self.confirm in {"true", "false"} else self.confirm,
            cancel_shares=frozenset(self.cancel_shares),
            keep_open=frozenset(self.keep_open),
        )


class _Spoken(BaseModel):
    confirm: Said = "false"


def spoken(text: str | None) -> Confirmation:
    """Return the answer that stands in an upload's metadata; InvalidError for what is none."""
    try:
        said = _Spoken(confirm=text or "false").confirm
    except ValidationError:
        raise InvalidError(errors={"confirm": "This is no answer to the question."}) from None
    return Confirmation(given=said != "false", seal="" if said in {"true", "false"} else said)
