"""What a screen reader is told of the keys in a list of documents names only what one may do there."""

import pytest
from django.urls import reverse

import personas

pytestmark = pytest.mark.django_db


def test_a_contact_is_told_of_no_renaming_and_no_deleting(world, sign_in):
    job = world.first.job
    personas.share(personas.make_file(job.library_id, "plan.pdf", personas.PDF), job.customer)
    address = reverse("portal:job", kwargs={"account": world.slug, "record_id": job.id})
    page = sign_in(world.first.contact).get(address).content.decode()
    assert "Enter opens." in page
    assert "F2 renames" not in page
    assert "Delete removes" not in page
