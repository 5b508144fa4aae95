"""Query parameters that lists share."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from strongroom.core.paging import MAX_LIMIT
from strongroom.interfaces.rest.kit.types import Id, Text

Limit = Annotated[
    int | None, Field(ge=1, le=MAX_LIMIT, description="How many results a page; 50 if left out.")
]
Cursor = Annotated[Text | None, Field(description="`next` of the page before.")]


class Paging(BaseModel):
    """Which page of a list."""

    limit: Limit = None
    cursor: Cursor = None


class Searching(Paging):
    """A list that can be searched by name."""

    q: Text = ""


class Children(Searching):
    """What a folder holds; a minus turns the order round."""

    order: Literal["name", "-name", "created", "-created", "size", "-size"] = "name"
    tag: Text = ""


class SharedItems(Searching):
    """What is shared with the caller, of one library or all."""

    library_id: Id | None = None


class Recent(Searching):
    """What the caller opened, added or changed, or what others added."""

    by: Literal["me", "others"] = "me"


class Records(Searching):
    """Jobs or quotes."""

    status: Text = ""
    customer_id: Id | None = None
    mine: bool = False


class Contacts(Searching):
    """Contacts, of one customer or all."""

    customer_id: Id | None = None
