"""What a file became: tables for the shelf, and what is said of them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

PSEUDO = "[A-Z]99999999"
"""Codes that ONS gives to areas that a nation does not have."""


@dataclass(frozen=True, slots=True)
class Made:
    """One table: its kind and vintage, sorted by its first column; rows read, kept, and left out by reason.

    `areas` names the small areas that its keys are, where they are.
    """

    kind: str
    vintage: str
    table: "pa.Table"
    rows: int
    kept: int
    left_out: Counter[str] = field(default_factory=Counter)
    areas: str = ""
