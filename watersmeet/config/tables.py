"""The tables of a new invented place, and of a test's database, made from the models at once.

Migrations draw every model again for each step, which is most of a demo's first seconds. A real place is made by them
alone; a test holds on each database that both ways make the same one, and each migration is noted as done, so that a
kept demo goes on by those that come later.
"""

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from watersmeet.audit import append_only


def can_make() -> bool:
    """Whether this is an SQLite file with nothing in it."""
    return connection.vendor == "sqlite" and not connection.introspection.table_names()


def make(executor: MigrationExecutor) -> None:
    """Make every table of an empty database, all or nothing."""
    with connection.schema_editor(atomic=True) as editor:
        executor.recorder.ensure_schema()
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        append_only.stand(editor)
        for app, name in executor.loader.graph.nodes:
            executor.recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
