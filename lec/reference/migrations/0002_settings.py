from django.db import migrations, models

# name -> (value, least, most): days a holder has to answer a claim, days before the end on which it is
# reminded, how many children an institution may ask about in a day
SETTINGS = {
    'claim-days': (3, 1, 30),
    'claim-reminder-days': (1, 0, 30),
    'holder-look-ups-per-day': (50, 1, 1000),
}


def put_settings(apps, schema_editor):
    Setting = apps.get_model('reference', 'Setting')
    Setting.objects.bulk_create(
        Setting(name=name, value=value, least=least, most=most)
        for name, (value, least, most) in SETTINGS.items()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('value', models.PositiveIntegerField()),
                ('least', models.PositiveIntegerField()),
                ('most', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('value__gte', models.F('least')), ('value__lte', models.F('most'))), name='setting_within_bounds')],
            },
        ),
        migrations.RunPython(put_settings, migrations.RunPython.noop),
    ]
