from django.db import migrations

from watersmeet.audit import append_only


class Migration(migrations.Migration):
    """The database itself refuses to change the book."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda _apps, schema_editor: append_only.stand(schema_editor),
            lambda _apps, schema_editor: append_only.lift(schema_editor),
        )
    ]
