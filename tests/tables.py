"""The tables of a test's database, made from the models at once: migrations take ten seconds and more for each.

tests/unit/config/test_tables.py holds, on both databases, that they are those that the migrations make.
`python -m tests.tables` makes them in the database of its environment.
"""

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from watersmeet.config import tables


def make() -> None:
    """Make them in an empty database."""
    tables.make(MigrationExecutor(connection))


if __name__ == "__main__":
    django.setup()
    make()
    call_command("createcachetable", verbosity=0)
