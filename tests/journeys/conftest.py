"""After a journey the database is emptied: the audit book, which refuses that, is opened for it."""

from collections.abc import Iterator

import pytest
from django.db import connection

from watersmeet.audit import append_only


@pytest.fixture(autouse=True)
def _audit_book(transactional_db: None) -> Iterator[None]:
    """The book is append-only while the journey goes on."""
    with connection.schema_editor() as editor:
        append_only.lift(editor)
        append_only.stand(editor)
    yield
    with connection.schema_editor() as editor:
        append_only.lift(editor)
