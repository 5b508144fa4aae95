"""The CRC-32 that archives write before the bytes (A-14): taken with them, or afterwards."""

import zlib

import pytest

from personas import Firm
from storing import stage
from strongroom.core.ids import new_id
from strongroom.interfaces.worker import tasks
from strongroom.store import api as store
from strongroom.store.models import Blob

pytestmark = pytest.mark.django_db


def kept(firm: Firm, data: bytes) -> Blob:
    from django.db import transaction

    promoted = store.promote(stage(data), account_id=firm.account.id)
    with transaction.atomic():
        return Blob.objects.get(id=store.adopt(promoted))


def test_it_is_taken_while_the_bytes_arrive(firm: Firm) -> None:
    assert kept(firm, b"words").crc32 == zlib.crc32(b"words")
    assert kept(firm, b"\xff" * 700_000).crc32 == zlib.crc32(b"\xff" * 700_000)


def test_the_same_bytes_again_bring_it_along(firm: Firm) -> None:
    Blob.objects.filter(id=kept(firm, b"words").id).update(crc32=None)
    assert kept(firm, b"words").crc32 == zlib.crc32(b"words")


def test_the_worker_takes_what_an_earlier_version_did_not(firm: Firm) -> None:
    blobs = [kept(firm, data) for data in (b"one", b"two")]
    lost = Blob.objects.create(id=new_id(), account=firm.account, sha256="0" * 64, size=1)
    Blob.objects.exclude(id=lost.id).update(crc32=None)
    tasks.learn_missing_crc32.func(timestamp=0)
    assert [Blob.objects.get(id=blob.id).crc32 for blob in blobs] == [
        zlib.crc32(b"one"),
        zlib.crc32(b"two"),
    ]
    assert Blob.objects.filter(crc32=None).get() == lost


def test_verify_tells_of_a_wrong_one(firm: Firm) -> None:
    blob = firm.files["plan.pdf"].current.blob
    Blob.objects.filter(id=blob.id).update(crc32=7)
    assert [finding.kind for finding in store.verify_blobs()] == ["blob_crc32"]
