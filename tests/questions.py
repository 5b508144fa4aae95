"""The question before a change, as a browser meets it: a page for a plain form, a dialog for htmx (E-11)."""

from typing import Any

from django.test import Client

from strongroom.interfaces.common.questions.question import HEADER, Question


def asked(answer: Any) -> Question:
    """Return the question that an answer asks; it is marked as one for the script that sent it.

    To the script it is no failure: the browser would log it as one.
    """
    by_script = "HX-Request" in answer.wsgi_request.headers
    assert answer.status_code == (200 if by_script else 409), answer.content
    assert answer.headers.get(HEADER) == ("dialog" if by_script else None)
    assert answer["Content-Type"].startswith("text/html")
    assert ("<html" in answer.content.decode()) is not by_script
    return answer.context["question"]  # type: ignore[no-any-return]


def names(question: Question, verb: str) -> set[str]:
    """Return who stands under the heading with that verb."""
    groups = [group for group in question.told.people if verb in group.title.lower()]
    return {line.name for group in groups for line in group.lines}


def answer(client: Client, asking: Any, **answer: Any) -> Any:
    """Send the same request once more, as the page's form or the dialog does, with the seal."""
    question = asked(asking)
    sent: dict[str, Any] = {}
    for name, value in question.fields:
        sent.setdefault(name, []).append(value)
    headers = {
        name: value
        for name, value in asking.wsgi_request.headers.items()
        if name.startswith("Hx-") or name == "Accept"
    }
    return client.post(question.url, {**sent, "confirm": question.seal, **answer}, headers=headers)
