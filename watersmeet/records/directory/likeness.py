"""Which listings of different sources may be one service: by Splink, on DuckDB, in this file alone.

Two listings are compared by their names, and by how much they share of where they are and how they are reached. What
they share is weighed as one, since a hospital's clinics share all of it. Chances are of pairs that share something.
"""

import logging
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

LIKELY = 0.5
"""A pair at least as likely to be one service is shown to a person, who decides."""
AMONG_SHARED = 0.05
"""How many of the pairs that share something are one service, before anything is compared."""
NAME, LIKE, ORGANISATION, POSTCODE, PHONE, WEBSITE, EMAIL = (
    *("name", "like", "organisation", "postcode", "phone", "website", "email"),
)
_SMALL = frozenset(
    {"the", "and", "of", "for", "a", "an", "at", "in", "to", "ltd", "limited", "cic", "service", "services"}
)
_SHARED = ("postcode", "phone", "website", "email")
_BLOCKS = (*_SHARED, "sorted_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likened:
    """What is compared of a listing; "" where nothing is known. `id` is any text that is its own."""

    id: str
    source: str
    name: str
    organisation: str = ""
    postcode: str = ""
    phone: str = ""
    website: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two listings, the lower id first, how likely they are one service (0 to 1), and what they share."""

    one: str
    other: str
    likely: float
    why: tuple[str, ...]


def pairs(listings: Collection[Likened], *, least: float = LIKELY) -> list[Pair]:
    """The pairs of different sources that may be one service, the likeliest first."""
    if len({one.source for one in listings}) < 2:
        return []
    rows = {one.id: _row(one) for one in listings}
    found = [_pair(rows[left], rows[right], likely) for left, right, likely in _compared(list(rows.values()), least)]
    return sorted(found, key=lambda one: (-one.likely, one.one, one.other))


def _compared(rows: list[dict[str, str | None]], least: float) -> list[tuple[str, str, float]]:
    import duckdb
    import pyarrow as pa
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")
        api = DuckDBAPI(connection)
        table = api.register(pa.Table.from_pylist(rows))
        linker = Linker(table, _settings(), log_level=None, validate_settings=False)
        told = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
        columns = ("unique_id_l", "unique_id_r", "match_probability")
        frame = told.as_pandas_dataframe()  # type: ignore[no-untyped-call]
        return [(str(left), str(right), float(likely)) for left, right, likely in frame[list(columns)].to_numpy()]


def _settings() -> dict[str, Any]:
    apart = "l.source <> r.source"
    blocks = [f"l.{name} = r.{name}" for name in _BLOCKS]
    begins = "l.outward = r.outward and substr(l.name, 1, 3) = substr(r.name, 1, 3)"
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": AMONG_SHARED,
        "blocking_rules_to_generate_predictions": [f"{rule} and {apart}" for rule in (*blocks, begins)],
        "retain_intermediate_calculation_columns": False,
        "retain_matching_columns": False,
        "comparisons": [_by_name(), _by_what_is_shared()],
    }


def _by_name() -> dict[str, Any]:
    alike = "jaro_winkler_similarity(replace(name_l, ' ', ''), replace(name_r, ' ', '')) >= {}"
    inside = "len(list_intersect(string_split(sorted_name_l, ' '), string_split(sorted_name_r, ' ')))"
    fewer = "least(len(string_split(sorted_name_l, ' ')), len(string_split(sorted_name_r, ' ')))"
    return _comparison(
        "name",
        [
            ("sorted_name_l = sorted_name_r", 0.45, 0.004),
            (f"{alike.format(0.95)} or ({inside} = {fewer} and {fewer} >= 2)", 0.35, 0.012),
            (f"{alike.format(0.88)} or ({inside} >= 0.6 * {fewer} and {fewer} >= 3)", 0.14, 0.05),
            ("ELSE", 0.06, 0.934),
        ],
    )


def _by_what_is_shared() -> dict[str, Any]:
    shared = "(" + " + ".join(f"coalesce(({one}_l = {one}_r)::int, 0)" for one in _SHARED) + ")"
    differ = "(" + " + ".join(f"coalesce(({one}_l <> {one}_r)::int, 0)" for one in _SHARED) + ")"
    return _comparison(
        "shared",
        [
            (f"{shared} >= 3", 0.15, 0.05),
            (f"{shared} = 2 and {differ} = 0", 0.15, 0.05),
            (f"{shared} = 2", 0.1, 0.06),
            (f"{shared} = 1 and {differ} = 0", 0.4, 0.42),
            (f"{shared} = 1", 0.1, 0.3),
            ("outward_l = outward_r", 0.08, 0.02),
            ("ELSE", 0.02, 0.1),
        ],
    )


def _comparison(name: str, levels: list[tuple[str, float, float]]) -> dict[str, Any]:
    """One comparison: each level is asked in turn, with how often it holds of one service, and of two."""
    return {
        "output_column_name": name,
        "comparison_levels": [
            {"sql_condition": sql, "label_for_charts": sql, "m_probability": one, "u_probability": two}
            for sql, one, two in levels
        ],
    }


def _row(one: Likened) -> dict[str, str | None]:
    name = _words(one.name)
    told = {
        "unique_id": one.id,
        "source": one.source,
        "name": " ".join(name),
        "sorted_name": " ".join(sorted(set(name))),
        "organisation": " ".join(_words(one.organisation)),
        "postcode": re.sub(r"\s", "", one.postcode.upper()),
        "outward": re.sub(r"\s", "", one.postcode.upper())[:-3],
        "phone": _digits(one.phone),
        "website": _site(one.website),
        "email": one.email.casefold(),
    }
    return {key: value or None for key, value in told.items()}


def _pair(left: dict[str, str | None], right: dict[str, str | None], likely: float) -> Pair:
    first, second = sorted((left, right), key=lambda row: row["unique_id"] or "")
    why = [NAME if left["sorted_name"] == right["sorted_name"] else LIKE]
    why += [one for one in (ORGANISATION, *_SHARED) if left[one] and left[one] == right[one]]
    return Pair(first["unique_id"] or "", second["unique_id"] or "", round(likely, 4), tuple(why))


def _words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    words = re.findall(r"[^\W_]+", "".join(sign for sign in bare if not unicodedata.combining(sign) and sign != "'"))
    return [word for word in words if word not in _SMALL] or words


def _digits(phone: str) -> str:
    """The last ten figures: with 0 or +44 before them, they ring the same."""
    return re.sub(r"\D", "", phone)[-10:]


def _site(website: str) -> str:
    parts = urlsplit(website.casefold())
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
