"""How a person is found again: keyed tokens of what they tell, never a substring search.

Kinds: phone, email, surname and birth date, surname's sound and birth year, postcode and birth date. Tokens are
apart for each partnership; matching looks only among one's own partner's records. Names alone have tokens too
(`names`): they find nobody, they only say whether words hold the name of somebody known (see `known`).
"""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

import jellyfish
import phonenumbers

from watersmeet.base.db.blind import blind
from watersmeet.records.people import names
from watersmeet.records.people.models import Person, Token
from watersmeet.records.people.rules import SafeContact

NAME = "name"
AT_ONCE = 10_000
"""Digests in one question: SQLite takes 32,766 values."""

Clue = tuple[str, tuple[str, ...]]


def write(person: Person, contact: SafeContact) -> None:
    """Replace the person's tokens by those of what is known now."""
    Token.objects.filter(person=person).delete()
    born = date.fromisoformat(person.birth_date) if person.birth_date else None
    told = clues(name=person.name or "", born=born, phone=contact.phone, email=contact.email)
    Token.objects.bulk_create(
        Token(
            partnership_id=person.partnership_id,
            person=person,
            kind=kind,
            digest=blind(person.partnership_id, kind, *values),
        )
        for kind, values in told
    )
    Token.objects.bulk_create(
        Token(
            partnership_id=person.partnership_id,
            person=person,
            kind=f"{NAME}_{number}",
            digest=blind(person.partnership_id, NAME, *pair),
        )
        for number, pair in enumerate(sorted(names.pairs_of(person.name or "")))
    )


def known(partnership: UUID, clues_told: Collection[Clue]) -> set[Clue]:
    """Which of these are clues of somebody known in the place, whoever they are.

    A clue is ("name", a pair of names), ("phone", a tidy number) or ("email", an address in small letters).
    """
    by_digest = {blind(partnership, kind, *values): (kind, values) for kind, values in clues_told}
    asked, found = list(by_digest), set[Clue]()
    for at in range(0, len(asked), AT_ONCE):
        some = asked[at : at + AT_ONCE]
        rows = Token.objects.filter(partnership=partnership, digest__in=some, person__erased_at=None)
        found |= {by_digest[bytes(digest)] for digest in rows.values_list("digest", flat=True)}
    return found


def candidates(
    partnership: UUID, controller: UUID, *, name: str, born: date | None, phone: str, email: str
) -> set[UUID]:
    """Own partner's people who share any clue with what was told: a human confirms."""
    digests = [
        blind(partnership, kind, *values) for kind, values in clues(name=name, born=born, phone=phone, email=email)
    ]
    return set(
        Token.objects.filter(partnership=partnership, digest__in=digests, person__controller=controller).values_list(
            "person_id", flat=True
        )
    )


def clues(*, name: str, born: date | None, phone: str, email: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Kinds of token with the normalised values they are made of."""
    if phone:
        yield "phone", (tidy_phone(phone),)
    if email:
        yield "email", (email.strip().lower(),)
    surname = names.letters(name.split()[-1]) if name.split() else ""
    if surname and born:
        yield "surname_birth", (surname, born.isoformat())
        yield "sound_year", (jellyfish.soundex(surname), str(born.year))


def tidy_phone(text: str) -> str:
    """A number in its international form; as written when it cannot be read as one."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(text, "GB"), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return "".join(text.split())
