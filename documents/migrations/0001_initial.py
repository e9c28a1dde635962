import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rendering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('key', models.CharField(max_length=80, verbose_name='subject')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                ('state', models.CharField(choices=[('pending', 'To be made'), ('ready', 'Ready'), ('failed', 'Failed')], default='pending', max_length=7, verbose_name='state')),
                ('file', models.FileField(blank=True, upload_to='renderings/', verbose_name='file')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked on')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='being made since')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made on')),
            ],
            options={
                'verbose_name': 'PDF',
                'verbose_name_plural': 'PDFs',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'key', 'language', 'fingerprint'), name='one_rendering_per_content'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('file', ''), _negated=True), _connector='OR'), name='ready_rendering_has_a_file')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.SlugField(max_length=40, verbose_name='kind')),
                ('asked', models.JSONField(default=dict, verbose_name='what was asked')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('state', models.CharField(choices=[('pending', 'To be made'), ('ready', 'Ready'), ('failed', 'Failed')], default='pending', max_length=7, verbose_name='state')),
                ('file', models.FileField(blank=True, upload_to='exports/', verbose_name='file')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('asked_at', models.DateTimeField(verbose_name='asked on')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='being made since')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('file', ''), _negated=True), _connector='OR'), name='ready_export_has_a_file')],
            },
        ),
        migrations.CreateModel(
            name='SignedLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.SlugField(max_length=40, verbose_name='purpose')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=40)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made on')),
                ('expires_at', models.DateTimeField(verbose_name='good until')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn on')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='signed_links', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'signed link',
                'verbose_name_plural': 'signed links',
                'ordering': ['-made_at', 'pk'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'purpose'], name='links_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('person__isnull', False), models.Q(('email', ''), _negated=True), _connector='OR'), name='link_is_for_somebody')],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('file', models.FileField(upload_to='files/', verbose_name='file')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('state', models.CharField(choices=[('pending', 'Being checked'), ('accepted', 'Accepted'), ('refused', 'Refused')], default='pending', max_length=8, verbose_name='check')),
                ('reason', models.JSONField(blank=True, default=dict, verbose_name='reason')),
                ('pages', models.PositiveIntegerField(blank=True, null=True, verbose_name='pages')),
                ('most_pages', models.PositiveIntegerField(blank=True, null=True, verbose_name='pages at most')),
                ('sent_at', models.DateTimeField(verbose_name='sent on')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked on')),
                ('unread_at', models.DateTimeField(blank=True, null=True, verbose_name='cannot be read since')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='being checked since')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'ordering': ['-sent_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'sent_at'], name='files_to_check')],
            },
        ),
    ]
