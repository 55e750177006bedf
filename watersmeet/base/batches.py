"""Rows on their way to evidence, as Arrow record batches of a bounded size."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import pyarrow as pa

SIZE = 10_000


def batches(rows: Iterable[Mapping[str, Any]], schema: pa.Schema | None = None) -> Iterator[pa.RecordBatch]:
    """Batches of up to 10,000 rows; without a schema types are inferred and cast by the contract that reads them."""
    left = iter(rows)
    while chunk := list(islice(left, SIZE)):
        yield pa.RecordBatch.from_pylist([dict(row) for row in chunk], schema=schema)
