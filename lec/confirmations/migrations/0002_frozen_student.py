"""Who was counted is frozen itself, no longer read from the living stay."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def freeze(apps, schema_editor):
    confirmed = apps.get_model("confirmations", "ConfirmedStudent").objects
    stays = apps.get_model("students", "Enrollment").objects.filter(pk=OuterRef("enrollment"))
    confirmed.update(student=Subquery(stays.values("student")))


def field(null):
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="students.student",
    )


class Migration(migrations.Migration):
    dependencies = [("confirmations", "0001_initial"), ("students", "0001_initial")]

    operations = [
        migrations.AddField("confirmedstudent", "student", field(null=True)),
        migrations.RunPython(freeze, migrations.RunPython.noop),
        migrations.AlterField("confirmedstudent", "student", field(null=False)),
    ]
