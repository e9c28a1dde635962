import directory.validators
import django.core.validators
import django.db.models.deletion
import instruments.models.languages
import instruments.registry
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('directory', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Centre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded', models.JSONField(default=dict, editable=False)),
                ('slug', models.SlugField(max_length=40, unique=True, verbose_name='address')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='place in lists')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('partner', models.CharField(max_length=200, verbose_name='partner organisation')),
                ('partner_ror', models.CharField(blank=True, max_length=9, validators=[django.core.validators.RegexValidator('^0[a-z0-9]{8}$', 'A ROR identifier has nine characters, such as 057zh3y96.')], verbose_name='ROR identifier of the partner')),
                ('city_fr', models.CharField(max_length=100, verbose_name='city in French')),
                ('city_en', models.CharField(max_length=100, verbose_name='city in English')),
                ('country', models.CharField(max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}$', 'A country is given by its two capital letters, such as JP.')], verbose_name='country')),
                ('text_fr', models.TextField(blank=True, verbose_name='presentation in French')),
                ('text_en', models.TextField(blank=True, verbose_name='presentation in English')),
                ('themes_fr', models.TextField(blank=True, help_text='One theme per line.', verbose_name='themes in French')),
                ('themes_en', models.TextField(blank=True, help_text='One theme per line.', verbose_name='themes in English')),
                ('leaning_fr', models.TextField(blank=True, help_text='One action per line.', verbose_name='what leans on it, in French')),
                ('leaning_en', models.TextField(blank=True, help_text='One action per line.', verbose_name='what leans on it, in English')),
            ],
            options={
                'verbose_name': 'international research center',
                'verbose_name_plural': 'international research centers',
                'ordering': ['place', 'partner', 'pk'],
            },
            bases=(instruments.models.languages.InTwoLanguages, models.Model),
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(db_index=True, max_length=32, verbose_name='state')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                ('instrument_slug', models.CharField(choices=instruments.registry.choices, max_length=16, verbose_name='instrument')),
                ('year', models.PositiveSmallIntegerField(help_text='The year of the references, such as 2028.', validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('title_fr', models.CharField(max_length=200, verbose_name='title in French')),
                ('title_en', models.CharField(max_length=200, verbose_name='title in English')),
                ('text_fr', models.TextField(blank=True, verbose_name='text of the call in French')),
                ('text_en', models.TextField(blank=True, verbose_name='text of the call in English')),
                ('letter_fr', models.TextField(blank=True, verbose_name='model of the partner’s letter in French')),
                ('letter_en', models.TextField(blank=True, verbose_name='model of the partner’s letter in English')),
                ('zone', models.CharField(default='Europe/Paris', max_length=64, validators=[directory.validators.validate_time_zone], verbose_name='time zone')),
                ('opens', models.DateTimeField(blank=True, null=True, verbose_name='opens')),
                ('closes', models.DateTimeField(blank=True, null=True, verbose_name='closes')),
                ('is_permanent', models.BooleanField(default=False, verbose_name='permanent entry, without closing date')),
                ('grace_minutes', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='grace period, in minutes')),
                ('visa_closes', models.DateTimeField(blank=True, null=True, verbose_name='last visas of unit directors')),
                ('expression_closes', models.DateTimeField(blank=True, null=True, verbose_name='last expressions of interest')),
                ('is_invitation_necessary', models.BooleanField(default=False, verbose_name='only invited teams may file')),
                ('results_on', models.DateField(blank=True, null=True, verbose_name='results expected on')),
                ('silence_months', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(24)], verbose_name='silence means rejection after, in months')),
                ('envelope', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='envelope, in euros')),
                ('is_permanence_required', models.BooleanField(default=False, verbose_name='the carrier holds a permanent post')),
                ('adjustments', models.JSONField(blank=True, default=dict, verbose_name='numbers of this call')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('copied_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='instruments.call')),
                ('institute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='directory.institute', verbose_name='institute')),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
                'ordering': ['-opens', '-pk'],
                'indexes': [models.Index(fields=['state', 'opens', 'closes'], name='call_by_dates')],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes', None), ('opens', None), ('closes__gt', models.F('opens')), _connector='OR'), name='call_closes_after_opening'), models.CheckConstraint(condition=models.Q(('is_permanent', False), ('closes', None), _connector='OR'), name='call_permanent_never_closes'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'discarded']), models.Q(('opens__isnull', False), models.Q(('is_permanent', True), ('closes__isnull', False), _connector='OR')), _connector='OR'), name='call_announced_has_dates'), models.CheckConstraint(condition=models.Q(('envelope', None), ('envelope__gt', 0), _connector='OR'), name='call_envelope_positive'), models.CheckConstraint(condition=models.Q(('expression_closes', None), models.Q(('expression_closes__gt', models.F('opens')), ('expression_closes__lt', models.F('closes'))), _connector='OR'), name='call_expression_between_dates')],
            },
            bases=(instruments.models.languages.InTwoLanguages, models.Model),
        ),
        migrations.CreateModel(
            name='CallAmendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('closes', 'Later closing'), ('text', 'Text of the call')], max_length=8, verbose_name='kind')),
                ('made_at', models.DateTimeField(verbose_name='made on')),
                ('before', models.JSONField(verbose_name='before')),
                ('after', models.JSONField(verbose_name='after')),
                ('reason_fr', models.TextField(verbose_name='reason in French')),
                ('reason_en', models.TextField(verbose_name='reason in English')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='instruments.call', verbose_name='call')),
            ],
            options={
                'verbose_name': 'amendment',
                'verbose_name_plural': 'amendments',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CallAnnex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_fr', models.TextField(blank=True, verbose_name='text in French')),
                ('text_en', models.TextField(blank=True, verbose_name='text in English')),
                ('envelope', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='envelope, in euros')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='annexes', to='instruments.call', verbose_name='call')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institute', verbose_name='institute')),
            ],
            options={
                'verbose_name': 'annex of an institute',
                'verbose_name_plural': 'annexes of institutes',
                'ordering': ['institute__name'],
                'constraints': [models.UniqueConstraint(fields=('call', 'institute'), name='one_annex_per_institute'), models.CheckConstraint(condition=models.Q(('envelope', None), ('envelope__gt', 0), _connector='OR'), name='annex_envelope_positive')],
            },
            bases=(instruments.models.languages.InTwoLanguages, models.Model),
        ),
        migrations.CreateModel(
            name='CallVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('rules', models.JSONField(verbose_name='rules')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='SHA-256 of the rules')),
                ('made_at', models.DateTimeField(verbose_name='made on')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='instruments.call', verbose_name='call')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'version of a call',
                'verbose_name_plural': 'versions of a call',
                'ordering': ['call', 'number'],
                'constraints': [models.UniqueConstraint(fields=('call', 'number'), name='one_call_version_per_number')],
            },
        ),
        migrations.CreateModel(
            name='CallWatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instrument_slug', models.CharField(max_length=16)),
                ('since', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='call_watches', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request to be told of calls',
                'verbose_name_plural': 'requests to be told of calls',
                'ordering': ['person', 'instrument_slug'],
                'constraints': [models.UniqueConstraint(fields=('person', 'instrument_slug'), name='each_watch_once')],
            },
        ),
        migrations.CreateModel(
            name='Priority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('thematic', 'Theme'), ('geographic', 'Countries or region')], max_length=10, verbose_name='kind')),
                ('label_fr', models.CharField(max_length=200, verbose_name='priority in French')),
                ('label_en', models.CharField(max_length=200, verbose_name='priority in English')),
                ('countries', models.JSONField(blank=True, default=list, verbose_name='countries')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='priorities', to='instruments.call', verbose_name='call')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institute', verbose_name='institute')),
            ],
            options={
                'verbose_name': 'priority of an institute',
                'verbose_name_plural': 'priorities of institutes',
                'ordering': ['institute__name', 'kind', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('call', 'institute', 'kind', 'label_fr'), name='each_priority_once')],
            },
            bases=(instruments.models.languages.InTwoLanguages, models.Model),
        ),
    ]
