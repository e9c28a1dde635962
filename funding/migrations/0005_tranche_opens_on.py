"""Every tranche gets its first day: it is never payable before."""

from django.db import migrations, models

from funding.calendar import year_start


def fill(apps, schema_editor):
    Tranche = apps.get_model("funding", "Tranche")
    for tranche in Tranche.objects.filter(opens_on=None).select_related("award").iterator():
        tranche.opens_on = year_start(tranche.award.starts_on, tranche.number)
        tranche.save(update_fields=["opens_on"])


class Migration(migrations.Migration):
    dependencies = [("funding", "0004_money")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("tranche", "opens_on", models.DateField(verbose_name="payable from")),
    ]
