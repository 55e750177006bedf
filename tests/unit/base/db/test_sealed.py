"""Sealed words: nothing readable in the database, nothing opened unseen, nothing taken for something else."""

from typing import Any
from uuid import UUID

import pytest
from django.core import serializers
from django.db import connection, transaction

from watersmeet.base import ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db import events, keys
from watersmeet.base.db.sealed import Sealed, SealedJson, TamperedError, seal, unseal
from watersmeet.records.partnerships.models import Partnership, PartnershipEvent

pytestmark = pytest.mark.django_db
TABLE = "partnerships_partnershipevent"


@pytest.fixture
def place() -> Partnership:
    """An invented place with a data key."""
    made = Partnership(name="Aberwen", slug="aberwen")
    keys.make(made.pk)
    made.save()
    return made


def said(place: Partnership, version: int, words: str | None, owner: UUID | None = None) -> PartnershipEvent:
    """An event with words."""
    return events.record(
        PartnershipEvent,
        subject=place,
        version=version,
        what="say",
        by=Actor(Kind.SYSTEM),
        key_owner=owner or place.pk,
        words=words,
    )


def read(version: int) -> PartnershipEvent:
    """An event, read anew."""
    keys.forget()
    return PartnershipEvent.objects.get(version=version)


def raw(version: int) -> bytes:
    """What lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT words FROM {TABLE} WHERE version = %s", [version])  # noqa: S608 - our table
        return bytes(cursor.fetchone()[0])


def write_raw(version: int, body: bytes) -> None:
    """Change what lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET words = %s WHERE version = %s", [body, version])  # noqa: S608 - our table


def test_words_come_back_and_the_database_holds_none(place: Partnership) -> None:
    said(place, 1, "Cath is worried about the stairs")
    assert b"stairs" not in raw(1)
    assert read(1).words == "Cath is worried about the stairs"


def test_nothing_at_all_comes_back_too() -> None:
    key = bytes(32)
    assert unseal(key, "here", seal(key, "here", b"")) == b""


def test_words_left_aside_are_fetched_when_they_are_looked_at(place: Partnership) -> None:
    said(place, 1, "Cath is worried about the stairs")
    keys.forget()
    assert PartnershipEvent.objects.defer("words").get(version=1).words == "Cath is worried about the stairs"


def test_a_json_value_is_written_in_one_way() -> None:
    assert SealedJson().encode({"b": [1, None], "a": "ok"}) == b'{"a":"ok","b":[1,null]}'


def test_the_same_words_never_look_the_same(place: Partnership) -> None:
    said(place, 1, "yes")
    said(place, 2, "yes")
    assert raw(1) != raw(2)


def test_a_ciphertext_swapped_between_rows_is_refused(place: Partnership) -> None:
    said(place, 1, "yes")
    said(place, 2, "no")
    one, two = raw(1), raw(2)
    write_raw(1, two)
    write_raw(2, one)
    for version in (1, 2):
        with pytest.raises(TamperedError):
            _ = read(version).words


@pytest.mark.parametrize("at", [0, 1, 13, -1], ids=["format", "nonce", "text", "tag"])
def test_a_changed_bit_is_refused(place: Partnership, at: int) -> None:
    said(place, 1, "yes")
    body = bytearray(raw(1))
    body[at] ^= 1
    write_raw(1, bytes(body))
    with pytest.raises(TamperedError):
        _ = read(1).words


@pytest.mark.parametrize("body", [b"", b"\x01", b"\x01" + b"n" * 12, b"plain words"])
def test_what_is_no_seal_is_refused(place: Partnership, body: bytes) -> None:
    said(place, 1, "yes")
    write_raw(1, body)
    with pytest.raises(TamperedError):
        _ = read(1).words


def test_another_persons_key_opens_nothing(place: Partnership) -> None:
    other = ids.new()
    keys.make(other)
    said(place, 1, "yes")
    PartnershipEvent.objects.filter(version=1).update(key_owner=other)
    with pytest.raises(TamperedError):
        _ = read(1).words


def test_a_value_is_bound_to_its_field() -> None:
    key = b"k" * 32
    body = seal(key, "people.person:1:name", b"Mair")
    assert unseal(key, "people.person:1:name", body) == b"Mair"
    with pytest.raises(TamperedError):
        unseal(key, "people.person:1:postcode", body)


def test_words_of_the_erased_are_gone_and_the_skeleton_stays(place: Partnership) -> None:
    said(place, 1, "yes")
    keys.destroy(place.pk)
    row = read(1)
    assert row.what == "say"
    with pytest.raises(keys.KeyGoneError):
        _ = row.words


def test_a_list_opens_nothing_it_does_not_show(
    place: Partnership, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    for version in range(1, 21):
        said(place, version, "words")
    keys.forget()
    opened: list[str] = []
    monkeypatch.setattr("watersmeet.base.db.sealed.unseal", lambda _key, at, _body: opened.append(at) or b"words")
    with django_assert_num_queries(1):
        rows = list(PartnershipEvent.objects.all())
    assert opened == []
    with django_assert_num_queries(1):
        assert [rows[0].words, rows[0].words, rows[1].words] == ["words"] * 3
    assert len(opened) == 2


def test_what_was_never_opened_is_saved_as_it_lies(place: Partnership) -> None:
    said(place, 1, "words")
    before, row = raw(1), read(1)
    keys.destroy(place.pk)
    row.save()
    assert raw(1) == before


def test_no_words_are_null_and_need_no_key(place: Partnership) -> None:
    said(place, 1, None, owner=ids.new())
    assert read(1).words is None


def test_bulk_made_rows_are_sealed_too(place: Partnership) -> None:
    row = said(place, 1, "first")
    row.pk, row.version, row.words = ids.new(), 2, "second"
    PartnershipEvent.objects.bulk_create([row])
    assert b"second" not in raw(2)
    assert read(2).words == "second"


@pytest.mark.parametrize("value", ["plain", b"plain"], ids=["text", "bytes"])
def test_plain_words_never_reach_the_database_past_the_row(place: Partnership, value: str | bytes) -> None:
    row = said(place, 1, "yes")
    with pytest.raises(TypeError), transaction.atomic():
        PartnershipEvent.objects.filter(version=1).update(words=value)
    row.words = "changed"
    with pytest.raises(TypeError), transaction.atomic():
        PartnershipEvent.objects.bulk_update([row], ["words"])
    assert read(1).words == "yes"


def test_serialisers_carry_no_words(place: Partnership) -> None:
    with pytest.raises(TypeError):
        serializers.serialize("json", [said(place, 1, "yes")])


def test_values_are_unopened(place: Partnership) -> None:
    said(place, 1, "yes")
    assert isinstance(PartnershipEvent.objects.values_list("words", flat=True).get(), Sealed)
    assert "yes" not in repr(PartnershipEvent.objects.values())
