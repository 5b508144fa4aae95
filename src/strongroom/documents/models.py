"""What members keep at hand: their favourites. Everything else about documents stands in `store`."""

from django.db import models

from strongroom.core.ids import new_id
from strongroom.directory.models import Member
from strongroom.store.models import Item


class Favourite(models.Model):
    """A member's star on an item. It gives no right: what one can no longer see is not listed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="favourites", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "documents_favourite"
        constraints = [models.UniqueConstraint(fields=["member", "item"], name="favourite_once")]
