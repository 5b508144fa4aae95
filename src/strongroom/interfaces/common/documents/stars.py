"""What the buttons of a list do with stars: files and folders that a member keeps at hand."""

from strongroom.documents import api as documents
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.documents.actions import counted, ticked
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.flash import Flash


def change_stars(visit: Visit) -> Flash:
    """Star the ticked items or take the stars away; return what to say, with *Undo* for those that changed.

    The form's action is to answer what is POSTed to it again.
    """
    ids, starred = ticked(visit.request), visit.request.POST.get("starred") == "true"
    changed = documents.set_favourite(visit.principal, item_ids=ids, starred=starred)
    words = "added to your favourites" if starred else "removed from your favourites"
    text = f"{counted(len(ids), 'item')} {words}."
    if not changed:
        return Flash(text)
    other = "" if starred else "true"
    back = flash.undo(visit.request.get_full_path(), "star", changed, starred=other)
    return Flash(text, undo=back)
