import csv
from importlib.resources import files

from django.db import migrations, models


def put_rates(apps, schema_editor):
    """rates.csv says what is known, and from where; from then on the rates are the department's."""
    BudgetRate = apps.get_model('budgets', 'BudgetRate')
    text = files('lec.budgets').joinpath('rates.csv').read_text(encoding='utf-8')
    BudgetRate.objects.bulk_create(
        BudgetRate(
            line=row['line'],
            group=group,
            from_fiscal_year=int(row['from']),
            to_fiscal_year=int(row['to']) if row['to'] else None,
            amount=row['amount'],
            days=int(row['days']) if row['days'] else None,
            least=int(row['least']),
            most=int(row['most']) if row['most'] else None,
            source=row['source'],
            status=row['status'],
        )
        for row in csv.DictReader(text.splitlines())
        for group in row['groups'].split()
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BudgetRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(max_length=12)),
                ('group', models.CharField(max_length=24)),
                ('from_fiscal_year', models.PositiveSmallIntegerField()),
                ('to_fiscal_year', models.PositiveSmallIntegerField(null=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=9)),
                ('days', models.PositiveSmallIntegerField(null=True)),
                ('least', models.PositiveIntegerField(default=0)),
                ('most', models.PositiveIntegerField(null=True)),
                ('source', models.CharField(max_length=300)),
                ('status', models.CharField(max_length=12)),
            ],
            options={
                'ordering': ['line', 'group', 'from_fiscal_year', 'least'],
                'constraints': [models.UniqueConstraint(fields=('line', 'group', 'from_fiscal_year', 'least'), name='one_rate_per_group_year_and_size'), models.CheckConstraint(condition=models.Q(('line__in', ['teaching', 'books', 'equipment', 'uniform', 'activities', 'lunch', 'milk'])), name='rate_line_is_known'), models.CheckConstraint(condition=models.Q(('group__in', ['center_children', 'center_children_3_5', 'school_preprimary', 'school_primary', 'school_lower_secondary', 'school_upper_secondary'])), name='rate_group_is_known'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='rate_is_more_than_nothing'), models.CheckConstraint(condition=models.Q(('to_fiscal_year', None), ('to_fiscal_year__gte', models.F('from_fiscal_year')), _connector='OR'), name='rate_years_in_order'), models.CheckConstraint(condition=models.Q(('most', None), ('most__gte', models.F('least')), _connector='OR'), name='rate_sizes_in_order')],
            },
        ),
        migrations.RunPython(put_rates, migrations.RunPython.noop),
    ]
