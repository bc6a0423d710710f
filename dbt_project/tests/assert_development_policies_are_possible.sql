-- On every day and for every company the numbers of the development policy can be meant.
with asked as (
    {{ policy_days([ref('development_policy')]) }}
),

bound as (
    {{ policy_on_date(ref('development_policy'), 'asked', [
        'evidence_months', 'critical_weight', 'minimum_takers', 'planned_gaps', 'large_gap_level', 'mandatory_days',
        'assessment_days', 'small_gap_days', 'large_gap_days',
    ]) }}
),

wrong as (
    select
        company_id,
        policy_date,
        case
            when evidence_months < 1 then 'evidence_months is below 1'
            when critical_weight < 1 then 'critical_weight is below that of any other competency, which is 1'
            when minimum_takers < 10 then 'minimum_takers is below 10, where a difference is chance'
            when planned_gaps < 1 then 'planned_gaps is below 1'
            when large_gap_level <= 0 then 'large_gap_level is not above 0'
            when mandatory_days < 1 or assessment_days < 1 or small_gap_days < 1 then 'a step is due before it is known'
            when large_gap_days < small_gap_days then 'a large gap is given less time than a small one'
        end as fault
    from bound
)

select
    company_id,
    policy_date,
    'development_policy, company ' || company_id || ' from ' || cast(policy_date as string) || ': ' || fault
    || '. Correct seeds/policy/development_policy.csv.' as sentence
from wrong
where fault is not null
