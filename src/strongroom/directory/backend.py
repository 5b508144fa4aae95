"""Tells Django's sessions which person is signed in. Passwords are checked by `directory.api`."""

import uuid

from django.contrib.auth.backends import BaseBackend

from strongroom.directory.models import Person


class PersonBackend(BaseBackend):
    """Finds the person of a session; a deactivated one counts as nobody in the next request (L40)."""

    def get_user(self, user_id: uuid.UUID | str) -> Person | None:
        """Return the live person with that id, or None."""
        return Person.objects.filter(pk=user_id, is_active=True).first()
