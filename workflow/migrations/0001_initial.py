import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='reason')),
                ('salt', models.CharField(max_length=32)),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='erased on')),
            ],
            options={
                'verbose_name': 'reason',
                'verbose_name_plural': 'reasons',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoryRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=40)),
                ('seq', models.PositiveIntegerField()),
                ('act', models.CharField(max_length=60)),
                ('source', models.CharField(blank=True, max_length=32)),
                ('target', models.CharField(blank=True, max_length=32)),
                ('at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
                ('reason_hash', models.CharField(blank=True, max_length=64)),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('person', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='workflow.reason')),
            ],
            options={
                'verbose_name': 'history',
                'verbose_name_plural': 'history',
                'ordering': ['subject_type', 'subject_id', 'seq'],
                'constraints': [models.UniqueConstraint(fields=('subject_type', 'subject_id', 'seq'), name='one_history_row_per_seq')],
            },
        ),
    ]
