import hashlib

import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models

import haven.core.mail.models


def mark_letters(apps, schema_editor):
    """Letters that left already keep the number that stands in their Message-ID."""
    letters = apps.get_model("mail", "Letter").objects.order_by("pk").only("key", "created_at")
    for letter in letters.iterator(chunk_size=1000):
        text = f"{letter.key} {letter.created_at.isoformat()}"
        letter.mark = hashlib.sha256(text.encode()).hexdigest()[:32]
        letter.save(update_fields=["mark"])


class Migration(migrations.Migration):

    dependencies = [
        ("mail", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                ("address", models.CharField(max_length=254, primary_key=True, serialize=False)),
                ("undeliverable_since", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={"verbose_name": "address that failed"},
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=254)),
                ("kind", models.CharField(max_length=40)),
                (
                    "often",
                    models.CharField(
                        choices=[
                            ("at_once", "at once"),
                            ("daily", "at most once a day"),
                            ("weekly", "once a week, on Monday"),
                            ("never", "never"),
                        ],
                        max_length=8,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "choice about letters",
                "constraints": [
                    models.UniqueConstraint(fields=("address", "kind"), name="mail_preference_once")
                ],
            },
        ),
        migrations.AddField("letter", "kind", models.CharField(blank=True, default="", max_length=40), False),
        migrations.AddField("letter", "bounced_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "letter", "created_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.AlterField(
            "letter",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "on its way"),
                    ("sent", "sent"),
                    ("failed", "given up"),
                    ("bounced", "came back"),
                    ("unsent", "not sent: the address does not work"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
        migrations.AddField("letter", "mark", models.CharField(default="", max_length=32), False),
        migrations.RunPython(mark_letters, migrations.RunPython.noop),
        migrations.AlterField(
            "letter",
            "mark",
            models.CharField(default=haven.core.mail.models.new_mark, max_length=32, unique=True),
        ),
        migrations.AddIndex(
            "letter",
            models.Index(django.db.models.functions.text.Lower("to"), name="mail_letter_to"),
        ),
    ]
