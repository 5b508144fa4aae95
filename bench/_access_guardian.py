"""django-guardian on the same firm: one row for each person or group and each item that they see.

It has no folders that pass rights on, and nothing that is open, so each item has rows of its own. Only
those of two people are written: what the in-house member sees as rows of one group that they are in, what
the subcontractor sees as rows of their own. A whole firm would have many times as many. It keeps them in
a model with a foreign key to the item (its advice for speed) or in its generic table: both are measured.
"""

import importlib
import time
import uuid
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from _access_rows import MEMBER, PERSON, row_id

HOW = "pip install --no-deps --target FOLDER django-guardian, then PYTHONPATH=FOLDER"
_TABLES = {
    "keys": ("bench_{kind}_permission", "content_object_id", "i.id"),
    "generic": ("guardian_{kind}objectpermission", "content_type_id, object_pk", "{type}, i.id"),
}


def installed() -> bool:
    return find_spec("guardian") is not None


def install() -> None:
    """Add its app to the settings of this run; before `django.setup`."""
    from django.conf import settings

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "guardian"]
    settings.ANONYMOUS_USER_NAME = None
    settings.GUARDIAN_MONKEY_PATCH_USER = False
    settings.SILENCED_SYSTEM_CHECKS = ["guardian.W001"]


class Guardian:
    """Its tables, filled from what our own scope lets the two people see; made in an existing database."""

    def __init__(self, work: Any) -> None:
        from django.core.management import call_command

        self.work = work
        self.shortcuts: Any = importlib.import_module("guardian.shortcuts")
        self.models = _models()
        call_command("migrate", verbosity=0)
        self._write()

    def forms(self) -> list[tuple[str, Callable[[], None]]]:
        """Return its two ways to keep rows, each with what switches to it."""
        return [
            ("foreign keys", lambda: self._use(direct=True)),
            ("generic table", lambda: self._use(direct=False)),
        ]

    def _use(self, *, direct: bool) -> None:
        for model in self.models:
            model.enabled = direct

    def listings(self) -> list[tuple[str, Any, uuid.UUID]]:
        """Return the listings of the in-house member and the subcontractor, as `Work.listings`."""
        found: list[tuple[str, Any, uuid.UUID]] = self.work.listings()
        return [found[0], found[2]]

    def first(self, asker: Any, folder: uuid.UUID) -> list[Any]:
        """Return the first 50 that guardian lets the person see; no buttons, no marks of shares."""
        seen = self.shortcuts.get_objects_for_user(
            self._person(asker),
            "store.view_item",
            _children(folder),
            use_groups=True,
            accept_global_perms=False,
        )
        return _page(seen)

    def plain_first(self, folder: uuid.UUID) -> list[Any]:
        return _page(_children(folder))

    def agree(self) -> None:
        """Refuse to measure unless each listing shows what ours shows."""
        from strongroom.documents import api as documents

        for name, asker, folder in self.listings():
            ours = [row.id for row in documents.children(asker, folder).results]
            if ours != [item.id for item in self.first(asker, folder)[:50]]:
                raise SystemExit(f"django-guardian shows other rows: {name}")

    # Adding one person to the big folder; taken back

    def added(self) -> float:
        """Give one more person each item in the big folder, by its own call for many objects."""
        from strongroom.store.models import Item

        below = Item.objects.filter(id__in=self._below)
        person = self._person_of(3)
        return self._taken_back(
            lambda: self.shortcuts.assign_perm("store.view_item", person, below)
        )

    def ours_added(self) -> float:
        """The same for us: the folder has access control already, one entry more."""
        from django.db import transaction

        from strongroom.access import api as access

        entries = [access.Entry("member", row_id(MEMBER, n), access.Level.VIEWER) for n in (0, 3)]

        def put(count: int) -> None:
            access.put_settings(
                self.work.admin, self.work.big, enabled=True, entries=entries[:count], confirm=True
            )

        start = time.perf_counter()
        with transaction.atomic():
            put(1)
            before = time.perf_counter() - start
            after = self._taken_back(lambda: put(2))
            start = time.perf_counter()
            transaction.set_rollback(True)
        return before + after + time.perf_counter() - start

    def _taken_back(self, change: Callable[[], object]) -> float:
        pause: float = self.work.taken_back(change)
        return pause

    @property
    def below(self) -> int:
        return len(self._below)

    # What is written

    def _person(self, asker: Any) -> Any:
        return self._person_of(0 if asker == self.work.asker else 2)

    def _person_of(self, number: int) -> Any:
        """Return the person as guardian needs them: groups, and no superuser."""
        if number not in self._people:
            from django.contrib.auth.models import Group

            from strongroom.directory.models import Person

            person: Any = Person.objects.get(id=row_id(PERSON, number))
            person.is_superuser = False
            person.groups = Group.objects.filter(name="bench" if number == 0 else "nobody")
            self._people[number] = person
        return self._people[number]

    def _write(self) -> None:
        from django.contrib.auth.models import Group, Permission
        from django.contrib.contenttypes.models import ContentType
        from django.db import connection

        from strongroom.core.statements import fetch

        self._people: dict[int, Any] = {}
        self._below = [
            row["id"]
            for row in fetch(
                "select id from store_item where parent_id in (select id from big_folders)", {}
            )
        ]
        if "bench_user_permission" in connection.introspection.table_names():
            return
        with connection.schema_editor() as editor:
            for model in self.models:
                editor.create_model(model)
        group = Group.objects.create(name="bench")
        content_type = ContentType.objects.get(app_label="store", model="item")
        permission, _ = Permission.objects.get_or_create(
            content_type=content_type, codename="view_item", defaults={"name": "Can view item"}
        )
        for form in _TABLES:
            common = {"permission": permission.pk, "type": content_type.pk}
            self._insert(form, "group", group.pk, self.work.asker, common)
            self._insert(form, "user", row_id(PERSON, 2), self.work.sub, common)
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")

    def _insert(
        self, form: str, kind: str, holder: object, asker: Any, common: dict[str, int]
    ) -> None:
        from django.db import connection

        from strongroom.access import api as access

        table, columns, values = (
            part.format(kind=kind, type=common["type"]) for part in _TABLES[form]
        )
        scope = access.scope(asker, access.Action.VIEW)
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into {table} (permission_id, {kind}_id, {columns})"
                f" select %(permission)s, %(holder)s, {values} from store_item i"
                f" left join store_folder f on f.item_id = i.parent_id where {scope.text}",
                {**scope.params, **common, "holder": holder},
            )

    def counts(self) -> str:
        from strongroom.core.statements import fetch

        rows = {
            kind: fetch(f"select count(*) as n from bench_{kind}_permission", {})[0]["n"]
            for kind in ("group", "user")
        }
        return f"{rows['group']:,} rows for the group, {rows['user']:,} for the subcontractor"


def _children(folder: uuid.UUID) -> Any:
    from strongroom.store.models import Item

    return Item.objects.filter(parent_id=folder, trashed_at=None)


def _page(query: Any) -> list[Any]:
    """Fetch what a row of the list shows, in its order."""
    joined = query.select_related("parent", "library", "current__blob", "created_by__person")
    return list(joined.order_by("is_file", "name_key", "id")[:51])


def _models() -> list[Any]:
    """Return its models with a foreign key to the item, as its manual has them."""
    from django.db import models

    from strongroom.store.models import Item

    base: Any = importlib.import_module("guardian.models")
    made = []
    for kind, parent in (
        ("user", base.UserObjectPermissionBase),
        ("group", base.GroupObjectPermissionBase),
    ):
        meta = type(
            "Meta",
            (parent.Meta,),
            {"app_label": "guardian", "db_table": f"bench_{kind}_permission"},
        )
        fields = {
            "__module__": __name__,
            "content_object": models.ForeignKey(Item, models.CASCADE),
            "enabled": True,
            "Meta": meta,
        }
        made.append(type(f"Bench{kind.title()}Permission", (parent,), fields))
    return made
