"""Tricky words: a table of those that must be stopped, and of those that must pass."""

# ruff: noqa: RUF001 - signs that look like others are what it is about

from collections.abc import Iterator
from itertools import product

KNOWN = (
    "Ada Sampleton",
    "Zoë O'Brien",
    "Mary-Jane Smith-Jones",
    "Jan van der Berg",
    "Łukasz Żółć-Nowak",
    "Bjørn Åse",
    "Ngozi Chukwuemeka Okafor",
    "Will Young",
    "Mohammed al-Hassan",
    "Li Wu",
    "Siân Ap-Rhys",
    "Eamon McDonald",
)
PHONE, EMAIL = "+447700900451", "ada.sampleton@person.example"
NHS = "9434765919"
"""A number that is in the range for tests, with a right check digit."""

NAMES = [
    "Ada Sampleton", "ada sampleton", "ADA SAMPLETON", "Sampleton, Ada", "Sampleton Ada", "SAMPLETON, Ada",
    "Mrs Ada Sampleton", "Dr. Ada Sampleton", "Ada Sampleton's tutor", "Ada Sampleton’s tutor", "Ada  Sampleton",
    "Ada\nSampleton", "Ada\u00a0Sampleton", "Ada-Sampleton", "Ada_Sampleton", "(Ada) Sampleton", "Sampleton (Ada)",
    "Ada M. Sampleton", "Ada Mary Sampleton", "A\u00adda Samp\u200bleton", "Ａｄａ Ｓａｍｐｌｅｔｏｎ", "Áda Sämpleton",
    "Ada/Sampleton", "“Ada Sampleton”", "AdaSampleton", "@ada.sampleton", "Ada, Sampleton", "Sampleton: Ada",
    "**Ada** Sampleton",
    "Zoe O'Brien", "Zoë O’Brien", "zoe obrien", "O Brien, Zoe", "Zoe O Brien", "ZOË O'BRIEN", "Zoe O'Brien's",
    "Zoe\u0308 O'Brien", "Mary-Jane Smith-Jones", "Mary Jane Smith Jones", "Maryjane Smithjones", "Mary Jones",
    "Jane Smith-Jones", "Smith-Jones, Mary-Jane", "Mary-Jane Jones", "Mary‑Jane Smith‑Jones", "Jan van der Berg",
    "Jan van den Berg", "Jan Berg", "Berg, Jan", "van der Berg, Jan", "Jan VanderBerg", "jan van der berg",
    "Łukasz Żółć-Nowak", "Lukasz Zolc Nowak", "Lukasz Nowak", "Bjørn Åse", "Bjorn Ase", "Ngozi Okafor",
    "Ngozi Chukwuemeka Okafor", "Chukwuemeka Okafor", "Ngozi C. Okafor", "Okafor, Ngozi Chukwuemeka", "Ngozi C Okafor",
    "Will Young", "Will YOUNG", "Young, Will", "Mohammed al-Hassan", "Mohammed Al Hassan", "Mohammed Hassan",
    "mohammed alhassan", "Li Wu", "Wu Li", "Siân Ap-Rhys", "Sian ap Rhys", "Sian Aprhys", "Eamon McDonald",
    "Eamon Mc Donald", "eamon mcdonald", "MCDONALD Eamon", "Eamon Macdonald and Eamon McDonald",
]  # fmt: skip
NHS_WRITTEN = [
    NHS, "943 476 5919", "943-476-5919", "943 4765919", "94 34 76 59 19", "9 4 3 4 7 6 5 9 1 9", "943.476.5919",
    "943  476  5919", "943\u2013476\u20135919", "943\u00a0476\u00a05919", "943/476/5919", "NHS:9434765919.",
    "(943) 476 5919", "９４３ ４７６ ５９１９", "٩٤٣٤٧٦٥٩١٩", "943\u200b4765919", "943 476 5919, 12", "no.9434765919",
    "07700 900111 943 476 5919", "943\n476\n5919",
]  # fmt: skip
PHONES = [
    "07700 900451", "07700900451", "+44 7700 900451", "0044 7700 900451", "07700-900-451", "(07700) 900 451",
    "+44 (0)7700 900451", "07700.900.451", "0 7 7 0 0 9 0 0 4 5 1", "12 07700 900451", "tel:07700900451",
]  # fmt: skip
EMAILS = ["ada.sampleton@person.example", "Ada.Sampleton@Person.Example", "<ada.sampleton@person.example>,",
          "mailto:ada.sampleton@person.example."]  # fmt: skip
POSTCODES = ["EX31 1AA", "ex311aa", "EX31-1AA", "M1 1AE", "SW1A 1AA"]
DATES = ["12/03/1985", "12-3-85", "12.03.1985", "1985-03-12", "12 March 1985", "12th of March 1985", "March 12, 1985",
         "12 Mar '85", "12Mar1985", "19850312", "3/12/1985", "12 03 1985"]  # fmt: skip

FINE = [
    "Ada", "Sampleton", "Ada came.", "Sampleton Road", "Mrs Sampleton", "A. S.", "AS", "Ada Lovelace Centre",
    "The lesson came from Ada. Sampleton Street is closed.", "We met Ada!\nSampleton Road is near.", "Tom Sampleton",
    "Ada Samplet", "Ada Sampletonian", "Adam Sampleton", "Ada, 3 Sampleton Road", "Smith Square", "Mary Berry Cake",
    "Jones the baker", "Jan and June", "The Berg", "van der Valk", "O'Brien's pub", "Zoe Ball", "Nowak bakery",
    "we will young people support", "will young people come", "people will, young and old", "Young people will come",
    "Ngozi", "Okafor", "Chukwuemeka", "Li", "Wu style", "McDonald farm", "Al Hassan mosque", "Mohammed",
    "Bjorn again", "Tamsin Example", "Example Surgery", "North Devon Learning", "Barnstaple Library", "Pilton Garden",
    "St Anne's Hall", "Queen Elizabeth Hall", "King's Road", "Robert Owen", "the lead of the partnership", "a learner",
    "Somebody said: it was too far.", "Ofsted and the NHS agreed.", "PHQ-9 and GAD-7", "4th of July Street",
]  # fmt: skip
FINE_NUMBERS = [
    "9434765918", "943 476 5910", "1234567890", "12345", "£1,234,567", "£9434765919000",
    "01632 960 001", "07700 900982", "+44 7700 900982", "020 7946 0000", "ISBN 9434765919", "ISBN-10: 9434765919",
    "94347659190", "2026-11-30 10", "30 11 2026 14 15", "company 01234567", "charity 1234567", "UKPRN 10001234",
    "7Q4K-2MXA", "12,000 pounds by 2027", "places: 12 34 56", "999", "111", "100% of 2345 678", "3.14159265",
    "0000000000",
]  # fmt: skip
FINE_EMAILS = ["office@partner.example", "bob@person.example", "ada@partner.example", "ada at person"]
FINE_DATES = ["March 1985", "1985", "12 March", "12/03", "May 2026", "next Tuesday", "99/99/1985", "32 March 1985",
              "version 1.2.3456"]  # fmt: skip
FINE_PLACES = ["EX31", "M1", "the M5 at junction 27", "EX31 area", "Barnstaple", "room B12"]

TEMPLATES = ("{}", "We learned this from {} last week.", "one\n\n{}\n\ntwo", "- {}")


def stopped() -> Iterator[tuple[str, str]]:
    """What must be stopped: words, and what is found in them."""
    yield from ((one, "name") for one in NAMES)
    yield from ((f"We learned this from {one} in our group.", "name") for one in NAMES[:12])
    yield from ((one, "nhs_number") for one in NHS_WRITTEN)
    yield from ((f"It was about {one} again.", "nhs_number") for one in NHS_WRITTEN[:8])
    yield from ((one, "phone") for one in PHONES)
    yield from ((one, "email") for one in EMAILS)
    for number, (postcode, day) in enumerate(product(POSTCODES, DATES)):
        if number % 2 == 0:
            yield f"Somebody born {day} who lives at {postcode}.", "postcode_and_date"


def passes() -> Iterator[str]:
    """What must not be stopped."""
    yield from (*FINE, *FINE_NUMBERS, *FINE_EMAILS)
    yield from (TEMPLATES[1].format(one) for one in FINE[-20:])
    yield from (f"{place}, {day}" for place in FINE_PLACES for day in DATES[::4])
    yield from (f"{postcode}, {day}" for postcode in POSTCODES[:2] for day in FINE_DATES)
    yield from POSTCODES
    yield from DATES
