{#-
  What became of each decision of a kind ('increment' or 'promotion'), as common table expressions: `outcomes` has the
  columns of decision_reading for everybody in the pack, decision_status and is_clean.
-#}
{% macro decision_outcomes(decision) -%}
readings as (
    select * from {{ ref('decision_reading') }}
    where decision = '{{ decision }}' and is_in_pack
),

criticals as (
    select * from {{ ref('decision_check') }}
    where decision = '{{ decision }}' and severity = 'critical'
),

refused_people as (
    select distinct
        company_id,
        cycle_id,
        person_key
    from criticals
    where person_key is not null
),

stopped_holders as (
    select distinct
        company_id,
        cycle_id,
        holder_org_unit_key
    from criticals
    where person_key is null and holder_org_unit_key is not null
),

judged as (
    select
        readings.*,
        stopped_holders.holder_org_unit_key is null as is_holder_clean,
        case
            when refused_people.person_key is not null then 'refused'
            when readings.choice = 'accept' then 'accepted'
            when readings.choice = 'change' then 'changed'
            when readings.choice = 'defer' then 'deferred'
            when readings.choice = 'decline' then 'declined'
            when readings.is_asked then 'undecided'
            else 'not_asked'
        end as decision_status
    from readings
    left join refused_people
        on
            readings.company_id = refused_people.company_id
            and readings.cycle_id = refused_people.cycle_id
            and readings.person_key = refused_people.person_key
    left join stopped_holders
        on
            readings.company_id = stopped_holders.company_id
            and readings.cycle_id = stopped_holders.cycle_id
            and readings.holder_org_unit_key = stopped_holders.holder_org_unit_key
),

outcomes as (
    select
        *,
        decision_status in ('accepted', 'changed', 'deferred', 'declined') as is_decided,
        decision_status in ('accepted', 'changed', 'deferred', 'declined') and is_holder_clean as is_clean
    from judged
)
{%- endmacro %}
