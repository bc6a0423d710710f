{{ config(severity='warn') }}
-- Warning: a link, milestone or check-in of a goal or objective that does not exist counts for nothing, and alignment
-- and progress say so by their coverage; a goal deleted in the HR system must not stop everybody's figures. An
-- objective of the whole group (company *) may stand above those of every company.
{%- set recorded = [
    ('goal_checkins', 'canonical__goal_checkin'),
    ('goal_milestones', 'canonical__goal_milestone'),
] %}
with goals as (
    select
        source_system,
        company_id,
        goal_id
    from {{ ref('canonical__goal') }}
),

key_results as (
    select
        source_system,
        company_id,
        key_result_id
    from {{ ref('canonical__key_result') }}
),

objectives as (
    select distinct objective_id from {{ ref('canonical__objective') }}
),

known as (
    select goal_id as identifier from goals
    union
    select key_result_id as identifier from key_results
)

select
    'goal_alignments' as file_name,
    alignments.goal_id as identifier
from {{ ref('canonical__goal_alignment') }} as alignments
left join goals
    on
        alignments.goal_source_system = goals.source_system
        and alignments.goal_id = goals.goal_id
left join objectives
    on alignments.parent_objective_id = objectives.objective_id
where goals.goal_id is null or objectives.objective_id is null

union all

select
    'objectives' as file_name,
    own.objective_id as identifier
from {{ ref('canonical__objective') }} as own
left join objectives
    on own.parent_objective_id = objectives.objective_id
where own.parent_objective_id is not null and objectives.objective_id is null

{% for file_name, model in recorded %}
    union all

    select
        '{{ file_name }}' as file_name,
        rows_of_file.goal_id as identifier
    from {{ ref(model) }} as rows_of_file
    left join known
        on rows_of_file.goal_id = known.identifier
    where known.identifier is null
{% endfor %}
