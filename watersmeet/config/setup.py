"""Makes an installation ready: data folder, key ring, tables, shared cache. Safe to run again, and by two at once."""

import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from watersmeet.base.db import ring
from watersmeet.base.problems import Conflict
from watersmeet.config import tables


def begin_again() -> None:
    """Forget everything in the data folder of the demo. Raises Conflict where this is no demo."""
    if not settings.WATERSMEET_DEMO:
        raise Conflict(_("Only a demo can be forgotten as a whole."))
    connection.close()
    for database in connections.all():
        database.close()
    shutil.rmtree(settings.WATERSMEET_DATA)
    ring.ring()
    ready()


def ready() -> bool:
    """Set up what is missing; returns whether anything was."""
    _close_to_others()
    executor = MigrationExecutor(connection)
    missing = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        if settings.WATERSMEET_DEMO and tables.can_make():
            tables.make(executor)
        else:
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    return missing


def _close_to_others() -> None:
    """The data folder and an SQLite file are for their owner alone; SQLite gives the files beside it the same mode.

    What another account owns is its own to close.
    """
    folder, database = Path(settings.WATERSMEET_DATA), connection.settings_dict["NAME"]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there
    closed = {folder: 0o700}
    if isinstance(database, Path):  # a name on a server is no file
        database.touch(mode=0o600)
        closed[database] = 0o600
    for ours, mode in closed.items():
        if ours.stat().st_uid == os.geteuid():
            ours.chmod(mode)
