"""SQL conditions as values: text with named parameters, joined without touching what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition in SQL and its parameters (`%(acc_name)s`; the prefix keeps them apart from a caller's)."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __and__(self, other: "Sql") -> "Sql":
        """Both hold."""
        return Sql(f"({self.text}) and ({other.text})", {**self.params, **other.params})

    def __or__(self, other: "Sql") -> "Sql":
        """Either holds."""
        return Sql(f"({self.text}) or ({other.text})", {**self.params, **other.params})


TRUE = Sql("true")
FALSE = Sql("false")
