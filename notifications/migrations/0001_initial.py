import django.db.models.deletion
import django.utils.timezone
import notifications.models.outbox
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReminderTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='last run')),
            ],
            options={
                'verbose_name': 'run of reminders',
                'verbose_name_plural': 'runs of reminders',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='OutboxMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, verbose_name='kind')),
                ('event', models.CharField(max_length=160, verbose_name='event')),
                ('subject_type', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.CharField(blank=True, max_length=40)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('subject_line', models.CharField(max_length=300, verbose_name='subject of the mail')),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('is_secret', models.BooleanField(default=False)),
                ('is_urgent', models.BooleanField(default=True, verbose_name='leaves first')),
                ('message_id', models.CharField(default=notifications.models.outbox.new_message_id, max_length=160, unique=True)),
                ('state', models.CharField(choices=[('held', 'Held until its release'), ('pending', 'To be sent'), ('claimed', 'Being sent'), ('sent', 'Sent'), ('failed', 'Given up'), ('stopped', 'No longer needed')], default='pending', max_length=8, verbose_name='state')),
                ('posted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='posted on')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt')),
                ('claim', models.UUIDField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent on')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('problem', models.TextField(blank=True, verbose_name='what went wrong')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'ordering': ['-posted_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['-is_urgent', 'due_at', 'id'], name='mails_to_send'), models.Index(fields=['state', '-posted_at'], name='mails_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('person', None), _negated=True), fields=('event', 'key', 'person'), name='one_mail_per_event_and_person'), models.UniqueConstraint(condition=models.Q(('person', None)), fields=('event', 'key', 'email'), name='one_mail_per_event_and_address'), models.UniqueConstraint(condition=models.Q(('state', 'claimed')), fields=('state',), name='one_mail_in_flight'), models.CheckConstraint(condition=models.Q(('email', ''), ('person', None), _negated=True), name='mail_has_an_addressee'), models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('claimed_at__isnull', False), ('state', 'claimed')), models.Q(models.Q(('state', 'claimed'), _negated=True), ('claim', None), ('claimed_at', None)), _connector='OR'), name='mail_claimed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='mail_sent_has_its_instant')],
            },
        ),
        migrations.CreateModel(
            name='Reminded',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='kind')),
                ('event', models.CharField(max_length=120, verbose_name='event')),
                ('step', models.CharField(max_length=8, verbose_name='step')),
                ('position', models.IntegerField()),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('at', models.DateTimeField(verbose_name='said on')),
                ('mail', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='notifications.outboxmail')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'reminder said',
                'verbose_name_plural': 'reminders said',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['event'], name='reminders_of_event')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('person', None), _negated=True), fields=('event', 'step', 'person'), name='one_reminder_per_step_and_person'), models.UniqueConstraint(condition=models.Q(('person', None)), fields=('event', 'step', 'email'), name='one_reminder_per_step_and_address'), models.CheckConstraint(condition=models.Q(('email', ''), ('person', None), _negated=True), name='reminder_has_an_addressee')],
            },
        ),
        migrations.CreateModel(
            name='ReminderPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='kind')),
                ('rhythm', models.CharField(choices=[('daily', 'Every morning there is something'), ('weekly', 'On Mondays, for the week'), ('urgent', 'Only within 48 hours')], default='daily', max_length=8, verbose_name='how often')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'preference of reminders',
                'verbose_name_plural': 'preferences of reminders',
                'ordering': ['person', 'source'],
                'constraints': [models.UniqueConstraint(fields=('person', 'source'), name='one_reminder_preference')],
            },
        ),
        migrations.CreateModel(
            name='ReminderRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='kind')),
                ('instrument_slug', models.CharField(blank=True, max_length=16, verbose_name='instrument')),
                ('steps', models.JSONField(default=dict, verbose_name='steps')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(verbose_name='changed on')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'rule of reminders',
                'verbose_name_plural': 'rules of reminders',
                'ordering': ['source', 'instrument_slug'],
                'constraints': [models.UniqueConstraint(fields=('source', 'instrument_slug'), name='one_reminder_rule')],
            },
        ),
    ]
