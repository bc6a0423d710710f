with absent as (
    {{ absent_fields({
        'base': ['comp_base', 'annual_base_amount'],
        'range': ['pay_range', 'midpoint_amount'],
        'rating': ['review', 'rating_value'],
        'rank': ['grade', 'grade_rank'],
    }) }}
),

checks as (
    select
        checked.*,
        absent.*
    from {{ ref('compensation_check') }} as checked
    cross join absent
),

templates as (
    select * from {{ ref('reason_text') }}
),

-- A promotion shows every gate, an increment and a bonus the rules that stopped it.
check_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        decision,
        rule_sequence as sequence,
        rule_id,
        case
            when is_passed then 'passed'
            when rule_id = 'no_pay' and is_base_absent then 'absent'
            when rule_id = 'no_range' and is_range_absent then 'absent'
            when rule_id = 'unrated' and is_rating_absent then 'absent'
            when rule_id = 'no_grade' and is_rank_absent then 'absent'
            else 'failed'
        end as outcome,
        input_name,
        input_value,
        threshold,
        cast(0 as decimal(18, 6)) as contribution,
        cast(null as string) as currency,
        case when not is_passed then distance_to_next end as distance_to_next,
        cast(null as string) as next_band
    from checks
    where decision = 'promotion' or not is_passed
),

reasons as (
    select * from check_reasons
    {% for decision in ['increment', 'promotion', 'bonus'] %}
        union all
        select
            company_id,
            cycle_id,
            scenario_id,
            person_key,
            '{{ decision }}' as decision,
            sequence,
            rule_id,
            outcome,
            input_name,
            input_value,
            threshold,
            contribution,
            currency,
            distance_to_next,
            next_band
        from {{ ref(decision ~ '_reason') }}
    {% endfor %}
)

select
    reasons.company_id,
    reasons.cycle_id,
    reasons.scenario_id,
    reasons.person_key,
    reasons.decision,
    cast(reasons.sequence as int) as sequence,
    reasons.rule_id,
    reasons.outcome,
    reasons.input_name,
    reasons.input_value,
    reasons.threshold,
    reasons.contribution,
    reasons.currency,
    reasons.distance_to_next,
    reasons.next_band,
    case
        when reasons.outcome in ('missing', 'absent') then reasons.input_name
        when reasons.outcome = 'failed' and reasons.input_value is null then reasons.input_name
    end as missing_input,
    replace(
        replace(
            replace(
                replace(
                    replace(
                        replace(templates.template, '{input}', coalesce(reasons.input_value, 'nothing')),
                        '{threshold}', coalesce(reasons.threshold, 'nothing')
                    ),
                    '{currency}', coalesce(reasons.currency, '')
                ),
                '{contribution}',
                case
                    when reasons.decision in ('increment', 'bonus')
                        then cast(cast(reasons.contribution as decimal(18, 2)) as string)
                    else cast(cast(reasons.contribution as decimal(9, 3)) as string)
                end
            ),
            '{distance}', coalesce(cast(cast(reasons.distance_to_next as decimal(18, 2)) as string), 'nothing')
        ),
        '{next_band}', coalesce({{ plain_words('reasons.next_band') }}, 'nothing')
    ) as reason_text
from reasons
left join templates
    on
        reasons.decision = templates.decision
        and reasons.rule_id = templates.rule_id
        and reasons.outcome = templates.outcome
