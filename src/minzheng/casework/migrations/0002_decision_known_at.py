from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        migrations.AddField(
            "decision",
            "known_at",
            models.DateTimeField("标准截至", default=timezone.now, help_text="values and readings approved by then were used"),
            preserve_default=False,
        ),
    ]
