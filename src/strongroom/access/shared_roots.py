"""Where begins what somebody from outside reaches: asked from the shares down, never over all they hold."""

from strongroom.access import binding
from strongroom.access.binding import Visitor
from strongroom.access.principal import Principal
from strongroom.access.sql import FALSE, Sql
from strongroom.core import clock
from strongroom.store import hierarchy

# The few shared items first, as an array: so the planner can't begin with all items of the account.
_OPENED = """opened(id, parent) as materialized (
    select x.id, x.parent_id from access_share s
      join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
     where {which})"""
_AROUND = hierarchy.above_from("opened o", start="o.id", folder="o.parent", same_settings=True)
_BEGIN = f"""
{{item}}.id = any(array(
  {hierarchy.recursive(_OPENED, _AROUND)}
  select o.id from opened o
   where not exists (select 1 from up join opened higher on higher.id = up.id where up.start = o.id)))
"""


def shared_roots(principal: Principal, item: str = "i", folder: str = "f") -> Sql:
    """Return the account-wide condition: items that a contact or a link bearer sees, their folder not.

    The same as `scope` without what lies in something visible, but it starts from the shares: what a
    shared folder holds is never walked. What has settings of its own and is shared itself begins a
    tree where the folder around it is closed (E-1). Nothing for anybody else.
    """
    if not principal.outside:
        return FALSE
    visitor = Visitor(principal.customer_id, principal.shares, clock.now())
    which = visitor.share
    if visitor.customer_id is not None:
        modules = sorted(kind.value for kind in principal.modules)
        which &= Sql("l.kind = any(%(acc_modules)s::text[])", {"acc_modules": modules})
    return (
        binding.in_account(principal.account_id, item)
        & binding.alive(item, folder, trash=False, hides_confidential=principal.hides_confidential)
        & Sql(_BEGIN.format(item=item, which=which.text), which.params)
    )
