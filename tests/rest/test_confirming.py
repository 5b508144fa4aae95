"""The answer to a question as the API takes it: `confirm`, `cancel_shares`, `keep_open` (E-5, E-11)."""

import json
import uuid
from typing import Any

import pytest
from pydantic import ValidationError

from personas import Firm, make_folder
from strongroom.core.confirmation import Confirmation
from strongroom.interfaces.rest.kit.confirming import Confirming, ConfirmingQuery

SEAL = "0123456789abcdef0123456789abcdef"
SHARE = uuid.uuid4()


def test_e11_true_applies_what_is_true_then_and_a_seal_only_that() -> None:
    shares = {"cancel_shares": [str(SHARE)], "keep_open": []}
    sealed = Confirming.model_validate({"confirm": SEAL, **shares}).confirmation
    assert sealed == Confirmation(given=True, seal=SEAL, cancel_shares=frozenset({SHARE}))
    for said in (True, False):
        assert Confirming.model_validate({"confirm": said}).confirmation == Confirmation(given=said)
    assert Confirming.model_validate({}).confirmation == Confirmation()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("confirm", "true"),
        ("confirm", ""),
        ("confirm", 1),
        ("confirm", None),
        ("confirm", [SEAL]),
        ("confirm", "x" * 101),
        ("cancel_shares", "x"),
        ("cancel_shares", ["x"]),
        ("keep_open", [1]),
        ("keep_open", [None]),
        ("keep_open", [str(SHARE)] * 1001),
    ],
)
def test_l19_nothing_is_guessed(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Confirming.model_validate({field: value})
    assert {error["loc"][0] for error in refused.value.errors()} == {field}


def test_e11_in_an_address_lists_are_repeated_or_parted_by_commas() -> None:
    other = uuid.uuid4()
    for given in ([str(SHARE), str(other)], [f"{SHARE},{other}"]):
        read = ConfirmingQuery.model_validate({"confirm": "true", "keep_open": given}).confirmation
        assert read == Confirmation(given=True, keep_open=frozenset({SHARE, other}))
    assert ConfirmingQuery.model_validate({"confirm": SEAL}).confirmation.seal == SEAL
    assert not ConfirmingQuery.model_validate({"confirm": "false"}).confirmation
    for bad in ({"confirm": "yes"}, {"cancel_shares": ["x"]}, {"keep_open": [str(SHARE)] * 1001}):
        with pytest.raises(ValidationError):
            ConfirmingQuery.model_validate(bad)


@pytest.mark.django_db
def test_what_is_no_answer_is_422_at_its_field(firm: Firm) -> None:
    """And nothing is changed by it."""
    office, folder = firm.api("office"), make_folder(firm.project.library_id, "a")
    path = f"/api/v1/items/{folder.id}/access"
    for field, value in (("confirm", "true"), ("cancel_shares", ["x"])):
        body = json.dumps({"enabled": True, "confirm": True, field: value})
        refused = office.put(path, body, content_type="application/json")
        assert refused.status_code == 422
        assert field in next(iter(refused.json()["errors"]))
    for query in ("confirm=perhaps", "confirm=true&keep_open=x"):
        refused = office.delete(f"{path}?{query}")
        assert refused.status_code == 422, query
    assert not office.get(path).json()["enabled"]
