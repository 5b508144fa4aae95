"""What every mobile page starts from: who asks, in which account, and the frame around the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from strongroom.access.api import Surface
from strongroom.directory.models import MemberType
from strongroom.interfaces.common.caller.visit import Visit, entering
from strongroom.interfaces.kit.addresses import url_to
from strongroom.interfaces.kit.frame import Frame, NavEntry
from strongroom.interfaces.mobile.records.sections import SECTIONS

_FIXED: Final = (
    ("documents", "Documents", "folder"),
    ("licences", "Licences", "certificate"),
    ("me", "Me", "user"),
)
"""What everybody finds in the bottom bar, after the records."""


@dataclass(frozen=True, slots=True)
class MobileVisit(Visit):
    """One request of a member on the mobile surface."""

    def frame(self, active: str) -> Frame:
        """Return the firm's name and the bottom bar."""
        subcontractor = self.principal.member_type == MemberType.SUBCONTRACTOR
        return Frame(
            account_name=self.account.name,
            home_url=self.url("documents" if subcontractor else SECTIONS[0].key),
            person_name=self.principal.name,
            person_email=self.principal.email,
            person_id=self.principal.id,
            nav=[
                NavEntry(label, self.url(name), icon, name == active)
                for name, label, icon in _bar(self, active)
            ],
            sign_out_url=url_to("sign-out"),
        )


on_mobile = entering(MobileVisit, Surface.MOBILE)
"""Gives a view its visit in place of request and account."""


def _bar(visit: MobileVisit, active: str) -> Iterator[tuple[str, str, str]]:
    """Yield the entries of the bottom bar: page, label, icon.

    Jobs always; quotes, and what comes after them, only for those who can see one: most people on a
    phone never do.
    """
    for section in SECTIONS:
        always = section is SECTIONS[0] or active == section.key
        if always or section.any_visible(visit.principal):
            yield section.key, section.label, section.icon
    yield from _FIXED
