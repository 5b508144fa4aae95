"""One condition for several libraries, each with its own standing: one statement however many there are."""

from collections.abc import Iterable

from strongroom.access.api import Action, Sql, Standing


def in_any(standings: Iterable[Standing], action: Action, *, trash: bool = False) -> Sql:
    """Return the condition on `i` and `f`: in one of the libraries, and allowed there; false for none."""
    result = Sql("false")
    for number, standing in enumerate({one.library_id: one for one in standings}.values()):
        result |= _numbered(standing.condition(action, trash=trash), number)
    return result


def _numbered(condition: Sql, number: int) -> Sql:
    """Give the parameters names of their own, so that conditions of several libraries stand together."""
    mine = f"acc{number}_"
    params = {name.replace("acc_", mine, 1): value for name, value in condition.params.items()}
    return Sql(condition.text.replace("%(acc_", f"%({mine}"), params)
