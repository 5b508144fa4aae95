"""L35: the bytes of the store have no static address, for nobody."""

import pytest

from strongroom.store import api as store
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", [None, "admin", "contact"])
def test_l35_the_store_is_not_served_by_path(firm, who):
    item = Item.objects.select_related("current__blob").get(id=firm.files["viewable.pdf"].id)
    key = store.storage_key(item.account_id, item.current.blob.sha256)
    assert store.blob_path(key).exists()
    browser = firm.client(who)
    for before in ("", "blobs/", "data/blobs/", "media/", "static/", "static/../blobs/", "files/"):
        for path in (key, key.replace("/", "%2F"), f"{key}/"):
            answer = browser.get(f"/{before}{path}")
            assert answer.status_code == 404, f"/{before}{path}"
            assert b"%PDF" not in answer.content
