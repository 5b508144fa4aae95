"""Licence types: one name whatever its case, also for two at once; a type in use stays (spec 3, *Must*)."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection, transaction

from licences.licence_world import add, keeper
from personas import Firm
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.licences import api as licences
from strongroom.licences.models import Licence, LicenceType


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["forklift TICKET", "  Forklift   ticket ", "Forklift ticket"])
def test_naming_an_existing_type_again_reuses_it(firm: Firm, again: str) -> None:
    first = add(firm, kind="Forklift ticket")
    row, made = licences.create_type(keeper(firm), name=again)
    assert (row.id, row.name, made) == (first.type_id, "Forklift ticket", False)
    assert add(firm, "sub", again).type_id == first.type_id
    assert LicenceType.objects.count() == 1


@pytest.mark.django_db
def test_letters_beyond_ascii_have_cases_too(firm: Firm) -> None:
    first, _ = licences.create_type(keeper(firm), name="Ölbrenner ПРАВА")
    again, made = licences.create_type(keeper(firm), name="ölbrenner права")
    assert (again.id, made) == (first.id, False)
    composed, _ = licences.create_type(keeper(firm), name="Café")
    decomposed, made = licences.create_type(keeper(firm), name="Cafe\u0301")
    assert (decomposed.id, made) == (composed.id, False)


@pytest.mark.django_db
def test_an_archived_type_is_offered_again_when_it_is_named(firm: Firm) -> None:
    row, _ = licences.create_type(keeper(firm), name="Crane")
    licences.update_type(keeper(firm), type_id=row.id, archived=True)
    assert licences.list_types(keeper(firm)) == []
    assert [one.archived for one in licences.list_types(keeper(firm), include_archived=True)] == [
        True
    ]
    licences.create_type(keeper(firm), name="CRANE")
    assert [one.name for one in licences.list_types(keeper(firm))] == ["Crane"]


@pytest.mark.django_db
def test_another_accounts_types_are_another_list(firm: Firm) -> None:
    licences.create_type(firm.principal("stranger"), name="Crane")
    row, made = licences.create_type(keeper(firm), name="crane")
    assert made
    with pytest.raises(NotFoundError):
        licences.update_type(firm.principal("stranger"), type_id=row.id, name="Mine")
    (theirs,) = licences.list_types(firm.principal("stranger"))
    with pytest.raises(InvalidError):
        licences.add_licence(keeper(firm), member_id=firm.members["tech"].id, type_id=theirs.id)


@pytest.mark.django_db
def test_a_name_that_another_one_has_is_refused(firm: Firm) -> None:
    licences.create_type(keeper(firm), name="Crane")
    other, _ = licences.create_type(keeper(firm), name="Digger")
    with pytest.raises(ConflictError) as raised:
        licences.update_type(keeper(firm), type_id=other.id, name="cRANE")
    assert raised.value.code == "name_taken"
    assert licences.update_type(keeper(firm), type_id=other.id, name="DIGGER").name == "DIGGER"


@pytest.mark.django_db
def test_a_type_in_use_stays(firm: Firm) -> None:
    row = add(firm)
    licences.archive_licence(keeper(firm), licence_id=row.id)
    with pytest.raises(ConflictError) as raised:
        licences.delete_type(keeper(firm), type_id=row.type_id)
    assert raised.value.code == "type_in_use"
    assert "1 licence has the type" in raised.value.detail
    licences.delete_licence(keeper(firm), licence_id=row.id)
    licences.set_job_requirements(
        firm.principal("clerk"), job_id=firm.job.id, type_ids=[row.type_id]
    )
    with pytest.raises(ConflictError):
        licences.delete_type(keeper(firm), type_id=row.type_id)
    licences.set_job_requirements(firm.principal("clerk"), job_id=firm.job.id, type_ids=[])
    licences.delete_type(keeper(firm), type_id=row.type_id)
    assert not LicenceType.objects.exists()
    with pytest.raises(NotFoundError):
        licences.delete_type(keeper(firm), type_id=row.type_id)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\0b"])
def test_names_that_are_none(firm: Firm, name: str) -> None:
    with pytest.raises(InvalidError) as raised:
        licences.create_type(keeper(firm), name=name)
    assert list(raised.value.errors) == ["name"]


@pytest.mark.django_db
def test_who_has_no_use_for_the_list_is_refused(firm: Firm) -> None:
    add(firm)
    assert [row.in_use for row in licences.list_types(firm.principal("clerk"))] == [1]
    for who in ("tech", "sub", "viewer", "contact"):
        with pytest.raises(ForbiddenError):
            licences.list_types(firm.principal(who))


@pytest.mark.django_db(transaction=True)
def test_the_same_new_name_from_several_at_once_is_one_type(firm: Firm) -> None:
    who, together = keeper(firm), threading.Barrier(4)
    found: list[uuid.UUID] = []
    faults: list[BaseException] = []

    def work(name: str) -> None:
        try:
            close_old_connections()
            with transaction.atomic():
                together.wait(20)
                found.append(licences.create_type(who, name=name)[0].id)
        except BaseException as error:  # noqa: BLE001 - told below
            faults.append(error)
        finally:
            connection.close()

    names = ["Crane", "CRANE", "crane", "cRANE"]
    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults
    assert len(found) == 4
    assert len(set(found)) == 1
    assert LicenceType.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_type_that_is_deleted_and_used_in_the_same_moment_is_one_or_the_other(firm: Firm) -> None:
    who = keeper(firm)
    for number in range(6):
        row, _ = licences.create_type(who, name=f"Crane {number}")
        together = threading.Barrier(2)
        faults: list[BaseException] = []

        def use(type_id: uuid.UUID = row.id, wait: threading.Barrier = together) -> None:
            wait.wait(20)
            licences.add_licence(who, member_id=firm.members["tech"].id, type_id=type_id)

        def delete(type_id: uuid.UUID = row.id, wait: threading.Barrier = together) -> None:
            wait.wait(20)
            licences.delete_type(who, type_id=type_id)

        def work(act: Callable[[], None], told: list[BaseException] = faults) -> None:
            try:
                act()
            except Exception as error:  # noqa: BLE001 - judged below
                told.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(act,)) for act in (use, delete)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert [type(fault) for fault in faults] in ([InvalidError], [ConflictError])
        used = Licence.objects.filter(type=row.id).exists()
        assert used == LicenceType.objects.filter(id=row.id).exists()
