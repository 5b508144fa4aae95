"""Above, below, topmost: the recursive questions of the tree, each written once, as SQL to build upon.

A caller joins the tables it needs to the names given here. Folders come from the narrow side table
`store_folder`; a file is never a step on the way, only where a way begins or ends.
"""

ITEMS = "i.id = any(%(items)s::uuid[])"
"""Where a way up begins: the items of the parameter `items`."""
FOLDERS = "f.item_id = any(%(folders)s::uuid[])"
"""Where a way down begins: the folders of the parameter `folders`."""


def recursive(*tables: str) -> str:
    """Return the head of a statement that uses these tables, each from `above` or `below` or plain."""
    return f"with recursive {', '.join(tables)}"


def above(which: str = ITEMS, *, name: str = "up", same_settings: bool = False) -> str:
    """Return `name(start, id, parent_id, depth, policy)`: items `i` of a condition, and all above them.

    `policy` is the effective policy of the item at the start. With `same_settings` the way ends below
    the first folder that is ruled by other settings than the item it began at (E-1).
    """
    begin = (
        "select i.id, i.id, i.parent_id, 0, coalesce(i.own_policy, f.policy) from store_item i"
        f" left join store_folder f on f.item_id = i.parent_id where {which}"
    )
    return _up(begin, name, same_settings=same_settings)


def above_row(
    *, item: str = "i", folder: str = "f", name: str = "up", same_settings: bool = False
) -> str:
    """Return the same for one row of an outer statement, whose folder's side row is joined."""
    begin = (
        f"select {item}.id, {item}.id, {item}.parent_id, 0,"
        f" coalesce({item}.own_policy, {folder}.policy)"
    )
    return _up(begin, name, same_settings=same_settings)


def above_folder(which: str, *, name: str = "up", same_settings: bool = False) -> str:
    """Return the same beginning at folders `f` of a condition on the side table, themselves included."""
    begin = (
        f"select f.item_id, f.item_id, f.parent_id, 0, f.policy from store_folder f where {which}"
    )
    return _up(begin, name, same_settings=same_settings)


def above_from(
    table: str, *, start: str, folder: str, name: str = "up", same_settings: bool = False
) -> str:
    """Return the same beginning at a folder for each row of a table: columns with `start` and that id."""
    begin = (
        f"select {start}, f.item_id, f.parent_id, 0, f.policy"
        f" from {table} join store_folder f on f.item_id = {folder}"
    )
    return _up(begin, name, same_settings=same_settings)


def _up(begin: str, name: str, *, same_settings: bool) -> str:
    alike = f" and a.policy is not distinct from {name}.policy" if same_settings else ""
    return (
        f"{name}(start, id, parent_id, depth, policy) as ({begin}"
        f" union all select {name}.start, a.item_id, a.parent_id, {name}.depth + 1, {name}.policy"
        f" from {name} join store_folder a on a.item_id = {name}.parent_id{alike})"
    )


def below(
    which: str = FOLDERS,
    *,
    name: str = "down",
    same_settings: bool = False,
    kept: bool = False,
) -> str:
    """Return `name(id, parent_id, policy, trash)`: folders `f` of a condition, and all folders below.

    With `same_settings` it ends above what has settings of its own (E-1, D-12), with `kept` above
    what lies in the trash by itself.
    """
    return _down(
        f"select {_OF_FOLDER} from store_folder f where {which}", name, same_settings, kept
    )


_OF_FOLDER = "f.item_id, f.parent_id, f.policy, f.trash"


def below_of(begin: str, *, name: str = "down", same_settings: bool = False) -> str:
    """Return the same beginning at the folders whose ids a sub-select gives; it may give files too."""
    head = f"select {_OF_FOLDER} from store_folder f where f.item_id in ({begin})"
    return _down(head, name, same_settings, kept=False)


def _down(begin: str, name: str, same_settings: bool, kept: bool) -> str:  # noqa: FBT001
    alike = f" and c.policy is not distinct from {name}.policy" if same_settings else ""
    alive = " and c.trash is null" if kept else ""
    return (
        f"{name}(id, parent_id, policy, trash) as ({begin}"
        " union select c.item_id, c.parent_id, c.policy, c.trash"
        f" from {name} join store_folder c on c.parent_id = {name}.id{alike}{alive})"
    )


def below_carrying(which: str, *, carried: str, onward: str, name: str = "down") -> str:
    """Return `name(id, library, policy, trash, carried)`: folders `f` and all below, with a value on the way.

    It is `carried` at the beginning, and `onward` for each folder `c` below one of `name`.
    """
    return (
        f"{name}(id, library, policy, trash, carried) as ("
        f"select f.item_id, f.library_id, f.policy, f.trash, {carried}"
        f" from store_folder f where {which}"
        f" union select c.item_id, c.library_id, c.policy, c.trash, {onward}"
        f" from {name} join store_folder c on c.parent_id = {name}.id)"
    )


def topmost(among: str = ITEMS) -> str:
    """Return a statement of the ids of those items of a condition that lie below none of the others."""
    inside = among.replace("i.id", "up.id")
    return (
        f"{recursive(above(among))} select start as id from up"
        f" group by start having not bool_or(depth > 0 and {inside})"
    )


def inheriting(given: str) -> str:
    """Return `down(item_id, policy, trash)`: what folders inherit, from a CTE of the same columns down.

    The folders of the parameter `folders` are those of the CTE and reached by it alone. A folder with
    settings of its own points at itself, so the narrow table tells where to stop; below a folder whose
    pointers stay the same nothing can change.
    """
    return f"""down(item_id, policy, trash) as (
        select item_id, policy, trash from {given}
      union
        select c.item_id,
               case when c.policy = c.item_id then c.policy else d.policy end,
               case when c.trash = c.item_id then c.trash else d.trash end
        from down d join store_folder c on c.parent_id = d.item_id
        where c.item_id <> all(%(folders)s::uuid[])
          and ((c.policy is distinct from c.item_id and c.policy is distinct from d.policy)
            or (c.trash is distinct from c.item_id and c.trash is distinct from d.trash)))"""


def truth() -> str:
    """Return `truth(item_id, library_id, parent_id, policy, trash)`: every folder, from the items alone.

    From the roots down, without looking at a stored pointer.
    """
    return """truth(item_id, library_id, parent_id, policy, trash) as (
        select i.id, i.library_id, null::uuid, i.own_policy,
               case when i.trashed_at is not null then i.id end
        from store_item i where i.parent_id is null
      union
        select i.id, t.library_id, t.item_id, coalesce(i.own_policy, t.policy),
               case when i.trashed_at is not null then i.id else t.trash end
        from truth t join store_item i on i.parent_id = t.item_id and not i.is_file)"""
