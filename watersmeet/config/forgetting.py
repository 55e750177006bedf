"""Forgets a demo as a whole: `watersmeet demo --fresh`. What may be more than a demo is not touched."""

import fcntl
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import Error, connection, connections
from django.utils.translation import gettext as _

from watersmeet.base.problems import Conflict
from watersmeet.config import setup
from watersmeet.demo import api as demo

OURS = setup.MADE | {"keys.json"}
"""What we make in a data folder, with the database and the files that SQLite puts beside it."""


def begin_again() -> None:
    """Forget all that is in the data folder of the demo. Raises Conflict, and touches nothing, where it may be more."""
    folder = Path(settings.WATERSMEET_DATA)
    if not folder.exists():
        return
    _insist_forgettable(folder)
    alone = setup.open_folder(folder)
    try:
        fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Conflict(
            _("Another demo is running in %(folder)s. Nothing was touched.") % {"folder": folder},
            _("Stop it first, by Ctrl-C where it runs, or name another folder by WATERSMEET_DATA."),
        ) from None
    try:
        shutil.rmtree(folder)
    finally:
        os.close(alone)


def _insist_forgettable(folder: Path) -> None:
    """Raises Conflict unless this is a demo, with all that it is in a folder of its own."""
    itself = _("Nothing was touched. Name the demo's own folder by WATERSMEET_DATA, or take that folder away yourself.")
    database = connection.settings_dict["NAME"]
    if not settings.WATERSMEET_DEMO or not isinstance(database, Path) or database.parent != folder:
        raise Conflict(_("Only a demo with its database in its own folder is forgotten as a whole."), itself)
    others = sorted(
        one.name for one in folder.iterdir() if one.name not in OURS and not one.name.startswith(database.name)
    )
    if others:
        raise Conflict(
            _("%(folder)s holds more than a demo: %(others)s.") % {"folder": folder, "others": ", ".join(others[:3])},
            itself,
        )
    try:
        real = database.exists() and not demo.is_only_ours()
    except Error:
        raise Conflict(_("%(file)s is no database that we can read.") % {"file": database}, itself) from None
    finally:
        for one in connections.all():
            one.close()
    if real:
        raise Conflict(_("A real partnership lives in %(folder)s.") % {"folder": folder}, itself)
