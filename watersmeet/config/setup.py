"""Makes an installation ready: data folder, key ring, tables, shared cache. Safe to run again, and by two at once."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from watersmeet.base.db import ring
from watersmeet.base.problems import Problem
from watersmeet.config import tables

LOOK_AT_DATABASE = (
    "Look at WATERSMEET_DATABASE: is the server up, is that file ours? If it is damaged, put a copy back."
)
MADE = frozenset({"keys.lock", "static", "post", "files", "anchors", "geography", "index"})
"""What we make in a data folder besides the key ring and the database. Other programs call theirs so too."""
BESIDE = MADE | {"demo", "lost+found"}
"""What makes a folder neither ours nor another's: the demo's own folder and what a disk brings lie there too."""
_in_use: list[int] = []
"""The handle by which this process holds its data folder as in use, once it does."""


def ready() -> bool:
    """Set up what is missing and hold the data folder as in use; returns whether anything was. Raises Problem."""
    _close_to_others()
    _hold()
    _insist_keys()
    executor = MigrationExecutor(connection)
    missing = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        if settings.WATERSMEET_DEMO and tables.can_make():
            tables.make(executor)
        else:
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    ring.ring()
    return missing


def _insist_keys() -> None:
    """Raises Problem where records were sealed and the ring is gone: a new one would read none of them."""
    if Path(settings.WATERSMEET_KEYS).exists():
        return
    sealed_by = apps.get_model("db", "DataKey")
    if sealed_by._meta.db_table in connection.introspection.table_names() and sealed_by.objects.exists():
        raise Problem(
            _("The key ring %(file)s is gone, and records here were sealed by it.")
            % {"file": settings.WATERSMEET_KEYS},
            _("Put your copy of it back, or let WATERSMEET_KEYS name where it is. Nothing was changed."),
        )


def _hold() -> None:
    """Until this process ends, nobody forgets the folder as a whole."""
    if not _in_use:
        _in_use.append(open_folder(Path(settings.WATERSMEET_DATA)))
        with suppress(BlockingIOError):
            fcntl.flock(_in_use[0], fcntl.LOCK_SH | fcntl.LOCK_NB)


def open_folder(folder: Path) -> int:
    """A handle on a folder, to lock it by."""
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def _insist_own(folder: Path) -> None:
    """Raises Problem for a folder that holds other things: to close it would shut others out of what is theirs."""
    database = connection.settings_dict["NAME"]
    ours = {"watersmeet.sqlite3", Path(settings.WATERSMEET_KEYS).name}
    if isinstance(database, Path) and database.parent.resolve() == folder.resolve():
        ours.add(database.name)
    held = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    if held - BESIDE and not held & ours:
        raise Problem(
            _("%(folder)s holds other things than ours.") % {"folder": folder},
            _("Let WATERSMEET_DATA name a folder for Watersmeet alone. It is made if it is not there."),
        )


def _close_to_others() -> None:
    """The data folder and an SQLite file are for their owner alone; SQLite gives the files beside it the same mode.

    What another account owns is its own to close. Raises Problem.
    """
    folder, database = Path(settings.WATERSMEET_DATA), connection.settings_dict["NAME"]
    closed = {folder: 0o700}
    try:
        _insist_own(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there
        if isinstance(database, Path):  # a name on a server is no file
            database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            database.touch(mode=0o600)
            closed[database] = 0o600
        for ours, mode in closed.items():
            if ours.stat().st_uid == os.geteuid():
                ours.chmod(mode)
    except OSError as fault:
        raise Problem(
            _("%(path)s cannot be made or used: %(fault)s.") % {"path": fault.filename, "fault": fault.strerror},
            _("Let WATERSMEET_DATA, and WATERSMEET_DATABASE where it is a file, name a place you may write to."),
        ) from None
