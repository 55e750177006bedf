from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_link_handle"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="back_tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
