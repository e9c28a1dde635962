import directory.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Institute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded', models.JSONField(default=dict, editable=False)),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='usage name')),
                ('legal_name', models.CharField(max_length=200, verbose_name='legal name')),
                ('ror_id', models.CharField(blank=True, max_length=9, null=True, unique=True, verbose_name='ROR')),
                ('service_name', models.CharField(blank=True, max_length=200, verbose_name='service')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='service e-mail')),
                ('telephone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('postal_address', models.TextField(blank=True, verbose_name='postal address')),
            ],
            options={
                'verbose_name': 'institute',
                'verbose_name_plural': 'institutes',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='RegionalDelegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded', models.JSONField(default=dict, editable=False)),
                ('number', models.CharField(max_length=2, unique=True, verbose_name='number')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
            ],
            options={
                'verbose_name': 'regional delegation',
                'verbose_name_plural': 'regional delegations',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('first_name', models.CharField(max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(max_length=150, verbose_name='last name')),
                ('orcid', models.CharField(blank=True, help_text='Sixteen characters in groups of four, for example 0000-0002-1825-0097.', max_length=19, null=True, unique=True, validators=[directory.validators.validate_orcid], verbose_name='ORCID')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English')], default='fr', max_length=2, verbose_name='language')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=64, validators=[directory.validators.validate_time_zone], verbose_name='time zone')),
                ('theme', models.CharField(blank=True, choices=[('light', 'Light'), ('dark', 'Dark')], max_length=5, verbose_name='light or dark')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open the reference data')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined on')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['last_name', 'first_name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='email_is_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Installation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(max_length=16)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'installation',
                'verbose_name_plural': 'installation',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_installation')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded', models.JSONField(default=dict, editable=False)),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('starts', models.DateField(verbose_name='starts')),
                ('ends', models.DateField(blank=True, null=True, verbose_name='ends')),
            ],
            options={
                'verbose_name': 'mandate',
                'verbose_name_plural': 'mandates',
                'ordering': ['-starts'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gt', models.F('starts')), _connector='OR'), name='mandate_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ror_id', models.CharField(blank=True, max_length=9, null=True, unique=True, verbose_name='ROR')),
                ('name', models.CharField(max_length=500, verbose_name='name')),
                ('acronym', models.CharField(blank=True, max_length=100, verbose_name='acronym')),
                ('country', models.CharField(blank=True, db_index=True, max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=200, verbose_name='city')),
                ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name='longitude')),
                ('website', models.URLField(blank=True, max_length=500, verbose_name='website')),
                ('status', models.CharField(choices=[('active', 'Active'), ('inactive', 'Inactive'), ('withdrawn', 'Withdrawn')], default='active', max_length=9, verbose_name='status')),
                ('weight', models.PositiveIntegerField(default=0, editable=False)),
                ('fingerprint', models.CharField(blank=True, editable=False, max_length=32)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('successors', models.ManyToManyField(blank=True, related_name='predecessors', to='directory.organisation', verbose_name='successors')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SearchTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('o', 'Organisation'), ('u', 'Unit')], max_length=1)),
                ('match', models.CharField(choices=[('w', 'Word'), ('p', 'Beginning of many words'), ('n', 'Whole name')], max_length=1)),
                ('term', models.BinaryField()),
                ('head', models.BinaryField()),
                ('ids', models.BinaryField()),
            ],
            options={
                'verbose_name': 'search term',
                'verbose_name_plural': 'search terms',
                'ordering': ['kind', 'match', 'term'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'match', 'term'), name='one_search_term')],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded', models.JSONField(default=dict, editable=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='directory.mandate', verbose_name='mandate')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
                'ordering': ['mandate', 'number'],
                'constraints': [models.UniqueConstraint(fields=('mandate', 'number'), name='one_section_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('unit-director', 'Unit director'), ('institute-officer', 'Institute’s international officer'), ('institute-direction', 'Institute direction'), ('section-member', 'Section member'), ('section-chair', 'Section chair'), ('derci-officer', 'Derci officer'), ('derci-director', 'Derci director'), ('president', 'President'), ('college-secretary', 'Secretary of the collège de direction'), ('security-officer', 'Security officer (FSD)'), ('finance-officer', 'Finance officer'), ('administrator', 'Administrator')], max_length=24, verbose_name='role')),
                ('starts', models.DateField(verbose_name='from')),
                ('ends', models.DateField(blank=True, null=True, verbose_name='to')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn on')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                ('institute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='directory.institute', verbose_name='institute')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('delegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='directory.regionaldelegation', verbose_name='regional delegation')),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='directory.section', verbose_name='section')),
            ],
            options={
                'verbose_name': 'office',
                'verbose_name_plural': 'offices',
                'ordering': ['person', '-starts', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gte', models.F('starts')), _connector='OR'), name='office_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='StandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField(verbose_name='from')),
                ('ends', models.DateField(verbose_name='to')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn on')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stand_ins', to='directory.office', verbose_name='office')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stand_ins', to=settings.AUTH_USER_MODEL, verbose_name='stand-in')),
            ],
            options={
                'verbose_name': 'stand-in',
                'verbose_name_plural': 'stand-ins',
                'ordering': ['office', '-starts', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='stand_in_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('acronym', models.CharField(blank=True, max_length=60, verbose_name='acronym')),
                ('city', models.CharField(blank=True, max_length=120, verbose_name='city')),
                ('country', models.CharField(default='FR', max_length=2, verbose_name='country')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_restricted', models.BooleanField(db_default=False, default=False, verbose_name='holds a restricted zone (ZRR)')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed on')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('delegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='directory.regionaldelegation', verbose_name='regional delegation')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('institute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='directory.institute', verbose_name='institute')),
                ('organisation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unit', to='directory.organisation', verbose_name='registry record')),
                ('supervisors', models.ManyToManyField(blank=True, related_name='supervised_units', to='directory.organisation', verbose_name='supervising bodies')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['code', 'name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='office',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='directory.unit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='person',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='directory.unit', verbose_name='unit'),
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(max_length=500, verbose_name='name')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('kind', models.CharField(choices=[('label', 'Name'), ('acronym', 'Acronym'), ('alias', 'Other name')], default='label', max_length=7, verbose_name='kind')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='directory.organisation')),
            ],
            options={
                'verbose_name': 'name of an organisation',
                'verbose_name_plural': 'names of organisations',
                'ordering': ['organisation', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'value', 'language', 'kind'), name='each_name_once'), models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='name_is_not_empty')],
            },
        ),
        migrations.AddConstraint(
            model_name='office',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'unit-director'), ('section__isnull', True), ('unit__isnull', False)), models.Q(('delegation__isnull', True), ('institute__isnull', False), ('role', 'institute-officer'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', False), ('role', 'institute-direction'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'section-member'), ('section__isnull', False), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'section-chair'), ('section__isnull', False), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'derci-officer'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'derci-director'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'president'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'college-secretary'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'security-officer'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', False), ('institute__isnull', True), ('role', 'finance-officer'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'finance-officer'), ('section__isnull', True), ('unit__isnull', True)), models.Q(('delegation__isnull', True), ('institute__isnull', True), ('role', 'administrator'), ('section__isnull', True), ('unit__isnull', True)), _connector='OR'), name='office_scope_matches_role'),
        ),
    ]
