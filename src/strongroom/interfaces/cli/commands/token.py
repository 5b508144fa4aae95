"""`strongroom token`: prints a fresh API token, and nothing else."""

import argparse
import json
from typing import TYPE_CHECKING

from strongroom.core import emails
from strongroom.core.errors import NotFoundError

if TYPE_CHECKING:
    from strongroom.directory.api import Place


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--surface", choices=("office", "mobile", "portal"), required=True)
    parser.add_argument("--name", default="command line", help="what the token is called")


def run(args: argparse.Namespace) -> int:
    """Make the token of the member, or for the portal of the contact, and print it."""
    from strongroom.access import api as access
    from strongroom.directory.models import Contact, Member

    surface = access.Surface(args.surface)
    place = _place(args.email, args.account, portal=surface == access.Surface.PORTAL)
    # Whoever may not enter there gets no token that would be refused later.
    if place.contact_id is not None:
        access.for_contact(place.contact_id)
        contact = Contact.objects.get(id=place.contact_id)
        token, secret = access.issue_token(contact=contact, name=args.name, surface=surface)
    else:
        member = Member.objects.get(
            person__email__iexact=emails.comparable(args.email), account_id=place.account_id
        )
        access.for_member(member.id, surface)
        token, secret = access.issue_token(member=member, name=args.name, surface=surface)
    print(json.dumps({"id": str(token.id), "token": secret}) if args.json else secret)
    return 0


def _place(email: str, slug: str, *, portal: bool) -> "Place":
    """Return the person's place: in the account named, else in the first account, else their only one."""
    from strongroom.directory import api as directory

    person = directory.find_person(email)
    if person is None or not person.is_active:
        raise NotFoundError(f"Nobody signs in with {email}.")
    kind = "contact with portal access" if portal else "member"
    places = [p for p in directory.places(person) if (p.contact_id is not None) == portal]
    if slug:
        directory.get_account(slug)
        places = [place for place in places if place.account_slug == slug]
    elif len(places) > 1:
        first = directory.first_account().slug
        places = [place for place in places if place.account_slug == first] or places
        if len(places) > 1:
            names = ", ".join(place.account_slug for place in places)
            raise NotFoundError(f"{email} belongs to several accounts; say --account: {names}.")
    if not places:
        where = f" of the account {slug}" if slug else ""
        raise NotFoundError(f"{email} is not an active {kind}{where}.")
    return places[0]
