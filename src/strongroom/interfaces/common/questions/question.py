"""The question before a change of who sees what: asked in one place, answered by the same request (E-11).

`errors.answer` hands every `ConfirmationRequiredError` of a page to `respond`: a page for a plain
form, a dialog for htmx, both from one fragment. A view that wants words of its own says so before it
calls the operation (`words`); it reads the answer with `answer_of` and never catches the error.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import ConfirmationRequiredError, InvalidError, NotFoundError
from strongroom.core.ids import parse_id
from strongroom.directory.api import get_account
from strongroom.directory.models import Account
from strongroom.interfaces.common.questions.consequence import Told, told
from strongroom.interfaces.kit.addresses import path_of
from strongroom.interfaces.kit.frame import Frame
from strongroom.interfaces.kit.page import SURFACE_HEADER, is_fragment, local_path

HEADER: Final = "X-Strongroom-Question"
"""Marks an answer as the dialog's contents, for the script that asked; of an upload, that it wants it so."""
MOST_ANSWERED: Final = 1000
"""Shares that one answer may name."""
_YES, _NO = "true", "no"
_ANSWER: Final = frozenset({"csrfmiddlewaretoken", "confirm", "cancel_shares", "keep_open"})
"""Fields that belong to the answer, not to what was asked for."""
_MOST_SEAL = 200
_DIALOG: Final = "dialog"


@dataclass(frozen=True, slots=True)
class Words:
    """What a view wants said in place of the usual."""

    title: str = "Make this change?"
    """The verb as a question, with what it is about: "Move 3 items?"."""
    confirm_label: str = "Go ahead anyway"
    cancel_label: str = "Cancel"
    back_url: str = ""
    """Where *Cancel* leads; where one came from, if empty."""
    about: str = ""
    """What alone is changed, by name, where all the items are that and what lies in it."""
    names: Mapping[uuid.UUID, str] = field(default_factory=dict)
    """Of items that the change itself may call otherwise: as they are known to whoever asks."""
    danger: bool = False
    """What is confirmed can't be taken back, or ends somebody's access: its button is red."""
    keeps_input: bool = False
    """*Cancel* sends the form once more as declined, and the view shows it with what was typed."""
    sentence: Callable[[Mapping[str, Any]], str] | None = None
    """Returns a better sentence for these `changes` than the operation's, or an empty text."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the page or dialog shows."""

    words: Words
    detail: str
    told: Told
    seal: str
    outdated: bool
    """The consequence is another than the one that was confirmed."""
    url: str
    fields: tuple[tuple[str, str], ...]
    """The request as it came, for a form that sends it again."""
    files: tuple[tuple[str, str], ...]
    """Fields with files, which no page can fill in again: name of the field and of the file."""


def words(request: HttpRequest, *, title: str, **wanted: Any) -> None:
    """Keep what a view wants said, should its operation ask: the fields of `Words`."""
    request.question = Words(title=title, **wanted)  # type: ignore[attr-defined]


def answer_of(request: HttpRequest) -> Confirmation:
    """Read the answer from a form: `confirm`, and ticked `cancel_shares` and `keep_open`.

    Raises InvalidError with the name of the field for what can't be an answer.
    """
    said = request.POST.get("confirm", "")
    if len(said) > _MOST_SEAL:
        raise InvalidError(errors={"confirm": "This is no answer to the question."})
    given = said not in {"", _NO, "false"}
    return Confirmation(
        given=given,
        seal=said if given and said != _YES else "",
        cancel_shares=_shares(request, "cancel_shares"),
        keep_open=_shares(request, "keep_open"),
    )


def declined(request: HttpRequest) -> bool:
    """Whether the person has been asked and does not want it: the form is to be shown as it was."""
    return request.POST.get("confirm") == _NO


def in_any_case(sentence: str, operation: Callable[[], object]) -> NoReturn:
    """Ask before an operation that may ask nothing: once, and with its consequence if it has one.

    It is tried and taken back. Raises ConfirmationRequiredError, or what stands in the way.
    """
    changes: Mapping[str, Any] = {}
    with transaction.atomic():
        try:
            operation()
        except ConfirmationRequiredError as asked:
            sentence, changes = f"{sentence} {asked.detail}", asked.extra.get("changes") or {}
        transaction.set_rollback(True)
    raise ConfirmationRequiredError(sentence, changes=changes)


def _shares(request: HttpRequest, name: str) -> frozenset[uuid.UUID]:
    texts = request.POST.getlist(name)
    if len(texts) > MOST_ANSWERED:
        raise InvalidError(errors={name: f"At most {MOST_ANSWERED:,} shares at once."})
    ids = [parse_id(text) for text in texts]
    if None in ids:
        raise InvalidError(errors={name: "Not every one of these is the id of a share."})
    return frozenset(one for one in ids if one)


def wanted(request: HttpRequest) -> bool:
    """Whether a script that sends an upload shows the question as the dialog; HEAD has no room for it."""
    return request.headers.get(HEADER) == _DIALOG and request.method != "HEAD"


def respond(request: HttpRequest, error: ConfirmationRequiredError) -> HttpResponse:
    """Return the question as a page with the same request in a form, or as a dialog for htmx.

    To the script that sent it the question is no failure, or the browser would log it as one.
    """
    question = _question(request, error)
    account = _account(request)
    asked_by_script = is_fragment(request) or wanted(request)
    name = "question_dialog" if asked_by_script else "question_page"
    context = {
        "question": question,
        "frame": Frame(account.name if account else ""),
        "level": "h3" if asked_by_script else "h2",
        "code": error.code,
    }
    with timezone.override(ZoneInfo(account.time_zone if account else "UTC")):
        response = render(
            request,
            f"components/{name}.html",
            context,
            status=200 if asked_by_script else error.status,
        )
    response.headers["Cache-Control"] = "no-store"
    if asked_by_script:
        response.headers[HEADER] = _DIALOG
    return response


def _question(request: HttpRequest, error: ConfirmationRequiredError) -> Question:
    wanted: Words = getattr(request, "question", Words())
    changes: Mapping[str, Any] = error.extra.get("changes") or {}
    better = wanted.sentence(changes) if wanted.sentence else ""
    ticked = {
        text for name in ("cancel_shares", "keep_open") for text in request.POST.getlist(name)
    }
    wanted = _plainly(wanted, changes)
    return Question(
        words=wanted if wanted.back_url else _leading_back(request, wanted),
        detail=better or error.detail,
        told=told(_known(changes, wanted), ticked, about=wanted.about),
        seal=str(changes.get("seal") or _YES),
        outdated=bool(changes.get("outdated")),
        url=request.get_full_path(),
        fields=tuple(
            (name, str(value))
            for name, values in request.POST.lists()
            for value in values
            if name not in _ANSWER
        ),
        files=tuple((name, str(file)) for name, file in request.FILES.items()),
    )


def _plainly(wanted: Words, changes: Mapping[str, Any]) -> Words:
    """Where people only gain records, nothing is done to anybody "anyway"."""
    people, doors = changes.get("people") or (), changes.get("doors") or {}
    loses = any(one.get("from") for one in people) or doors.get("closes")
    if "records" not in changes or not people or loses:
        return wanted
    return replace(wanted, confirm_label=wanted.confirm_label.removesuffix(" anyway"))


def _known(changes: Mapping[str, Any], wanted: Words) -> Mapping[str, Any]:
    """Call items as they were called: a clash of names gives them a number only afterwards."""
    if not wanted.names:
        return changes
    names = {str(item_id): name for item_id, name in wanted.names.items()}

    def known(item: Any) -> Any:
        return {**item, "name": names.get(str(item["id"]), item["name"])} if item else item

    doors = {
        way: [{**door, "item": known(door.get("item"))} for door in rows]
        for way, rows in (changes.get("doors") or {}).items()
    }
    return {**changes, "doors": doors, "keeps": [known(one) for one in changes.get("keeps") or ()]}


def _leading_back(request: HttpRequest, wanted: Words) -> Words:
    """Let *Cancel* lead to the page that the form stood on."""
    origin = f"{request.scheme}://{request.get_host()}"
    came = request.headers.get("Referer", "")
    back = local_path(path_of(came, origin=origin), reverse("home"))
    return replace(wanted, back_url=back)


def _account(request: HttpRequest) -> Account | None:
    """Return the account of the page's address: its name stands above, dates are in its zone.

    An upload names it with the surface.
    """
    match = request.resolver_match
    slug = match.kwargs.get("account") if match else None
    slug = slug or request.headers.get(SURFACE_HEADER, "").partition("/")[0]
    try:
        return get_account(str(slug)) if slug else None
    except NotFoundError:
        return None
