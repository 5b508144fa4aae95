"""What is deleted for good is looked for in every table that may refer to it: each has an index for that."""

import pytest
from django.db import connection

from personas import Firm, make_file, make_folder, share
from strongroom.access.models import Share
from strongroom.store import api as store
from strongroom.store.models import Folder, Item, Version

_WITHOUT = """
select c.conrelid::regclass::text, a.attname
  from pg_constraint c
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
 where c.contype = 'f'
   and c.confrelid in ('store_item'::regclass, 'store_folder'::regclass, 'store_version'::regclass)
   and not exists (select 1 from pg_index i
                    where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])
"""


@pytest.mark.django_db
def test_each_reference_to_the_tree_has_an_index() -> None:
    """Without one, purging a thousand files reads the largest table a thousand times."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT)
        assert cursor.fetchall() == []


def test_what_hangs_on_an_item_goes_with_it_and_nothing_else(firm: Firm) -> None:
    folder = make_folder(firm.job.library_id, "Plans")
    file = make_file(folder.id, "a.txt")
    share(file, firm.customers["alder"])
    others = Item.objects.count(), Version.objects.count(), Share.objects.count()
    store.fell([folder.id, file.id])
    assert (Item.objects.count(), Version.objects.count()) == (others[0] - 2, others[1] - 1)
    assert Share.objects.count() == others[2] - 1
    assert not Folder.objects.filter(item_id=folder.id).exists()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # nothing refers to what is gone
