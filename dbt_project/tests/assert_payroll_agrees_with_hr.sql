{{ config(severity='warn') }}
-- Warning: single differences are for payroll and HR to put right and do not make the figures wrong; too many stop the
-- release in assert_pay_differences_are_few. The last twelve months, as far as policy does not excuse them.
with latest as (
    select max(month_start) as month_start from {{ ref('company_month') }}
),

counts as (
    select
        differences.company_id,
        differences.rule_id,
        count(*) as difference_count,
        min(differences.since_date) as since_date
    from {{ ref('pay_difference') }} as differences
    cross join latest
    where
        differences.difference_status = 'unexplained'
        and {{ completed_months('differences.month_start', 'latest.month_start') }} < 12
    group by differences.company_id, differences.rule_id
)

select
    counts.company_id || ', payroll against the HR system, last twelve months: '
    || cast(counts.difference_count as string) || ' x ' || lower(rules.rule_name) || ', since '
    || substr(cast(counts.since_date as string), 1, 7) || '; see reconciliation.pay_difference. ' || rules.remedy
        as sentence
from counts
inner join {{ ref('reconciliation_rule') }} as rules
    on counts.rule_id = rules.rule_id
