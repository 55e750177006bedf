"""The door of the demo: make the invented place, once, and say who to sign in as."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from watersmeet.base import clock
from watersmeet.base.problems import Conflict
from watersmeet.demo import founding, life
from watersmeet.demo.cast import PIN
from watersmeet.demo.place import SLUG, USERS, InventedUser
from watersmeet.records.partnerships import api as partnerships

__all__ = ["PIN", "USERS", "InventedUser", "is_alone", "is_only_ours", "ready"]

LIVED = timedelta(days=125)


def is_alone() -> bool:
    """Whether the invented place is the only one in this installation."""
    return {place.slug for place in partnerships.partnerships()} == {SLUG}


def is_only_ours() -> bool:
    """Whether this database holds no partnership but the invented one; of any age. Raises django.db.Error."""
    table = partnerships.Partnership._meta.db_table
    there = table in connection.introspection.table_names()
    return not there or set(partnerships.Partnership.objects.values_list("slug", flat=True)) <= {SLUG}


def ready() -> bool:
    """Make the invented place if this installation is empty; returns whether it was made now. All of it, or nothing.

    Raises Conflict when a real place is here: the demo keeps to a folder of its own.
    """
    if is_alone():
        return False
    if partnerships.partnerships():
        raise Conflict(
            _("This installation holds a partnership already."),
            _("Give the demo a folder of its own: WATERSMEET_DATA=demo-data"),
        )
    with transaction.atomic():
        with life.clock_at(clock.now() - LIVED):
            cast = founding.found()
        life.play(cast)
    return True
