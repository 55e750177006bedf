"""Every table is made by a migration, and every migration makes what the models say."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.shape.test_models import our_models


def test_every_app_with_tables_has_its_migrations() -> None:
    owners = {apps.get_containing_app_config(model.__module__) for model in our_models()}
    without = {app.label for app in owners if app and not [*Path(app.path, "migrations").glob("[0-9]*.py")]}

    assert without == set()


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say() -> None:
    said = StringIO()

    call_command("makemigrations", dry_run=True, stdout=said)

    assert said.getvalue().strip() == "No changes detected"
