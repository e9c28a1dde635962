"""What lists read of a tranche stands on it; the database fills it in once the tables are there (`tranche_facts.py`)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_restricted_zone'),
        ('funding', '0007_formalisation'),
        ('instruments', '0001_initial'),
        ('proposals', '0006_working_place'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='tranche',
            name='awaits_financial',
            field=models.BooleanField(default=False, editable=False, verbose_name='awaits the financial report'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='awaits_scientific',
            field=models.BooleanField(default=False, editable=False, verbose_name='awaits the scientific report'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='delegation',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='directory.regionaldelegation', verbose_name='regional delegation'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='derogated_until',
            field=models.DateField(editable=False, null=True, verbose_name='under a derogation until'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='institute',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='directory.institute', verbose_name='institute'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='instrument_slug',
            field=models.CharField(default='', editable=False, max_length=16, verbose_name='instrument'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='reference',
            field=models.CharField(default='', editable=False, max_length=32, verbose_name='reference'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='runs',
            field=models.BooleanField(default=True, editable=False, verbose_name='its action runs'),
        ),
        migrations.AddIndex(
            model_name='award',
            index=models.Index(fields=['-state', 'ends_on', 'reference'], name='awards_in_order'),
        ),
        migrations.AddIndex(
            model_name='tranche',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['runs', 'awaits_scientific', 'awaits_financial', 'derogated_until', 'opens_on', 'amount'], name='tranches_by_block'),
        ),
        migrations.AddIndex(
            model_name='tranche',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['reference', 'number'], name='tranches_in_order'),
        ),
        migrations.AddIndex(
            model_name='tranche',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['delegation', 'reference', 'number'], name='tranches_of_delegation'),
        ),
        migrations.AddIndex(
            model_name='tranche',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['amount', 'reference', 'number'], name='tranches_by_amount'),
        ),
        migrations.AddIndex(
            model_name='tranche',
            index=models.Index(condition=models.Q(('state', 'cancelled'), _negated=True), fields=['budget_year', 'institute', 'instrument_slug', 'state', 'amount'], name='tranches_committed'),
        ),
    ]
