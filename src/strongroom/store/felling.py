"""Deleting items with all that refers to them: as many statements as there are references, not rows.

What Django's own `delete` does row group by row group. Foreign keys are checked at the end of the
transaction, so that the order of tables doesn't matter.
"""

import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.db.models.deletion import ProtectedError

from strongroom.store.models import Item

Rows = dict[type[models.Model], set[Any]]


def fell(item_ids: Collection[uuid.UUID]) -> None:
    """Delete these items, everything below them being among them, and what hangs on them for good.

    ProtectedError when something that refers to them must not lose them.
    """
    rows = _hanging_on(set(item_ids))
    for model, ids in rows.items():
        for relation in _references(model):
            _let_go(relation, ids, rows)
    for model, ids in rows.items():
        found = model._base_manager.filter(pk__in=ids)  # noqa: SLF001 - Django's
        found._raw_delete(found.db)  # noqa: SLF001 - one statement, where delete() takes many


def _hanging_on(item_ids: set[uuid.UUID]) -> Rows:
    """Return the ids of all rows that go with the items, by model."""
    rows: Rows = {}
    waiting: list[tuple[type[models.Model], set[Any]]] = [(Item, item_ids)]
    while waiting:
        model, ids = waiting.pop()
        new = ids - rows.setdefault(model, set())
        rows[model] |= new
        if new:
            waiting += [
                (
                    relation.related_model,
                    set(_referring(relation, new).values_list("pk", flat=True)),
                )
                for relation in _references(model)
                if relation.on_delete is models.CASCADE
            ]
    return {model: ids for model, ids in rows.items() if ids}


def _references(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one):
            yield field


def _referring(relation: Any, ids: Collection[Any]) -> models.QuerySet[Any]:
    """Return the rows that refer to those ids."""
    rows: models.QuerySet[Any] = relation.related_model._base_manager.filter(  # noqa: SLF001 - Django's
        **{f"{relation.field.attname}__in": ids}
    )
    return rows


def _let_go(relation: Any, ids: Collection[Any], going: Rows) -> None:
    """Empty the references that stay without what they refer to."""
    if relation.on_delete is models.SET_NULL:
        _referring(relation, ids).update(**{relation.field.attname: None})
    elif relation.on_delete in {models.PROTECT, models.RESTRICT}:
        staying = _referring(relation, ids).exclude(pk__in=going.get(relation.related_model, ()))
        if staying.exists():
            raise ProtectedError("Something refers to it.", set(staying[:1]))
