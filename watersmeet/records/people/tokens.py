"""How a person is found again: keyed tokens of what they tell, never a substring search.

Kinds: phone, email, surname and birth date, surname's sound and birth year, postcode and birth date. Tokens are
apart for each partnership; matching looks only among one's own partner's records.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import jellyfish
import phonenumbers

from watersmeet.base.db.blind import blind
from watersmeet.records.people.models import Person, Token
from watersmeet.records.people.rules import SafeContact


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
    surname = _letters(name.split()[-1]) if name.split() else ""
    if surname and born:
        yield "surname_birth", (surname, born.isoformat())
        yield "sound_year", (jellyfish.soundex(surname), str(born.year))


def tidy_phone(text: str) -> str:
    """A number in its international form; as written when it cannot be read as one."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(text, "GB"), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return "".join(text.split())


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalpha())
