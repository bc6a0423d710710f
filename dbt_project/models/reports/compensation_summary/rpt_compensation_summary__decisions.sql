-- What asks for a decision before the increments take effect, by rule.
with verdicts as (
    select
        sum(case when verdict_name = 'Ask for a second look' then check_count end) as warned_count,
        sum(case when verdict_name = 'Hold the increments back' then check_count end) as blocked_count
    from {{ ref('rpt_compensation_summary__fairness_verdicts') }}
),

-- Categories that may be shown, and whose gap reaches the policy's threshold.
categories as (
    select count(*) as category_count
    from {{ ref('rpt_statutory_pay__categories') }}
    where flagged_pay <> 'No'
),

left_over as (
    select count(*) as holder_count
    from {{ ref('rpt_compensation_summary__budget') }}
    where unspent_amount > 0
),

texts as (
    select
        1 as sequence,
        'Fairness' as part,
        case
            when blocked_count = 1 then '1 fairness check holds the increments back'
            else cast(blocked_count as string) || ' fairness checks hold the increments back'
        end || ': change the recommendation before anything leaves.' as decision_text
    from verdicts
    where blocked_count > 0

    union all

    select
        2 as sequence,
        'Fairness' as part,
        case
            when warned_count = 1 then '1 fairness check asks'
            else cast(warned_count as string) || ' fairness checks ask'
        end || ' for a second look: say for each whether the difference is justified, and by what.' as decision_text
    from verdicts
    where warned_count > 0

    union all

    select
        3 as sequence,
        'Pay equity' as part,
        case
            when category_count = 1 then 'In 1 category of workers'
            else 'In ' || cast(category_count as string) || ' categories of workers'
        end
        || ' the mean gap reaches the threshold: justify it, or remedy it within six months (EU 2023/970, article 10).'
            as decision_text
    from categories
    where category_count > 0

    union all

    select
        4 as sequence,
        'Budget' as part,
        case
            when holder_count = 1 then '1 budget holder leaves'
            else cast(holder_count as string) || ' budget holders leave'
        end || ' part of the budget unspent: say whether it goes back.' as decision_text
    from left_over
    where holder_count > 0
)

select
    cast(sequence as int) as sequence,
    part,
    decision_text
from texts
