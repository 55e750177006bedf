"""What number an answer of another system stands for, to a question that takes 0 to 3: one line for each way."""

import pytest

from tests.spec.grids import cells
from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.values import of_question
from watersmeet.exchange.fhir.wire import Answer
from watersmeet.records.outcomes.api import instrument

PHQ9 = instrument("phq9")
SYSTEMS = {"loinc": terms.LOINC, "theirs": "https://elsewhere.example", "absent": terms.ABSENT}
READ = """
    system | code           | ordinal | whole | number
    loinc  | LA6568-5       | -       | -     | 0
    loinc  | LA6569-3       | -       | -     | 1
    loinc  | LA6570-1       | -       | -     | 2
    loinc  | LA6571-9       | -       | -     | 3
    loinc  | LA6571-9       | 3       | -     | 3
    theirs | often          | 2       | -     | 2
    theirs | often          | 2.0     | -     | 2
    -      | often          | 2       | -     | 2
    absent | asked-declined | -       | -     | -
    absent | unknown        | 2       | -     | -
    -      | -              | -       | 0     | 0
    -      | -              | -       | 3     | 3
"""
REFUSED = """
    system | code     | ordinal | whole | because
    loinc  | LA6571-9 | 2       | -     | several numbers
    loinc  | LA6572-7 | -       | -     | no answer that we know
    theirs | LA6571-9 | -       | -     | no answer that we know
    -      | LA6571-9 | -       | -     | no answer that we know
    theirs | often    | 4       | -     | was not offered
    theirs | often    | 1.5     | -     | was not offered
    theirs | often    | -1      | -     | was not offered
    -      | -        | -       | 4     | was not offered
    -      | -        | -       | -1    | was not offered
    -      | -        | -       | -     | neither a code nor a whole number
"""


def given(row: dict[str, str | None]) -> int | None:
    """The number that a drawn answer to the first question of PHQ-9 stands for."""
    wire: dict[str, object] = {}
    if row["whole"]:
        wire["valueInteger"] = int(row["whole"])
    if row["code"]:
        ordinal = [{"url": terms.ORDINAL, "valueDecimal": float(row["ordinal"])}] if row["ordinal"] else []
        system = SYSTEMS.get(row["system"] or "", "")
        wire["valueCoding"] = {"system": system, "code": row["code"], "extension": ordinal}
    return of_question(PHQ9, PHQ9.items[0], Answer.model_validate(wire), None)


def test_what_is_read() -> None:
    for row in cells(READ):
        assert given(row) == (None if row["number"] is None else int(row["number"])), row


def test_what_is_refused() -> None:
    for row in cells(REFUSED):
        with pytest.raises(ValueError, match=row["because"]):
            given(row)
