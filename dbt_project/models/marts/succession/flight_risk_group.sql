-- How many resignations are to be expected within a year, by unit and by job family, of groups large enough.
{%- set minimum -%}
    select
        greatest(disclosure.minimum_group, flight.minimum_group) as minimum_group,
        disclosure.lowest_org_level
    from ({{ disclosure_policy_in_force() }}) as disclosure
    cross join ({{ group_policy(ref('flight_risk_policy'), ['minimum_group']) }}) as flight
{%- endset %}
with policy as (
    {{ minimum }}
),

-- Where nothing is said of anybody the groups stand, and say why.
people as (
    select
        org_unit_key,
        coalesce(job_family, 'none') as job_family,
        year_probability,
        cast(year_probability * (1 - year_probability) as decimal(18, 6)) as variance,
        case when withheld_reason in ('leak_suspected', 'too_few_resignations') then withheld_reason end
            as withheld_reason
    from {{ ref('flight_risk') }}
    where coalesce(withheld_reason, '') not in ('on_notice', 'joined_this_month')
),

-- The level itself is known as well as the resignations it was learned from are many.
learned as (
    select max(resigned_count) as resigned_count
    from {{ ref('flight_baseline') }}
    where fit = 'current' and method = 'average'
),

unit_sums as (
    select
        'org_unit' as dimension,
        bridge.ancestor_org_unit_key as org_unit_key,
        cast(count(*) as bigint) as people_count,
        cast(sum(people.year_probability) as decimal(18, 6)) as expected_count,
        cast(sum(people.variance) as decimal(18, 6)) as variance
    from people
    inner join {{ ref('bridge_org_unit') }} as bridge
        on people.org_unit_key = bridge.descendant_org_unit_key
    group by bridge.ancestor_org_unit_key
),

family_sums as (
    select
        'job_family' as dimension,
        job_family as part_key,
        cast(count(*) as bigint) as part_size,
        cast(sum(year_probability) as decimal(18, 6)) as expected_count,
        cast(sum(variance) as decimal(18, 6)) as variance
    from people
    group by job_family
),

{{ released_by_unit(
    'units', 'unit_sums', 'people_count', ['people_count', 'expected_count', 'variance'], ['dimension'], policy=minimum
) }},

{{ released_parts('families', 'family_sums', ['dimension'], policy=minimum) }},

groups as (
    select
        dimension,
        cell_key,
        parent_cell_key,
        org_unit_name as group_name,
        org_level,
        people_count,
        expected_count,
        variance,
        withheld_reason
    from units
    union all
    select
        families.dimension,
        families.part_key as cell_key,
        cast(null as string) as parent_cell_key,
        families.part_key as group_name,
        cast(null as int) as org_level,
        case when not families.is_suppressed then family_sums.part_size end as people_count,
        case when not families.is_suppressed then family_sums.expected_count end as expected_count,
        case when not families.is_suppressed then family_sums.variance end as variance,
        families.withheld_reason
    from families
    inner join family_sums
        on families.part_key = family_sums.part_key
),

spread as (
    select
        groups.*,
        1.959964 * sqrt(
            cast(groups.variance as double)
            + cast(groups.expected_count as double) * groups.expected_count / nullif(learned.resigned_count, 0)
        ) as margin
    from groups
    cross join learned
),

unsaid as (
    select max(withheld_reason) as withheld_reason
    from people
)

select
    spread.dimension,
    spread.cell_key,
    spread.parent_cell_key,
    spread.group_name,
    cast(spread.org_level as int) as org_level,
    {{ at_least('spread.people_count', 'policy.minimum_group') }} as people_count,
    -- Whole numbers: two groups that differ by one person must not tell what is expected of that one.
    cast(round(spread.expected_count, 0) as int) as expected_count,
    case
        when spread.margin is not null
            then cast(floor(greatest(round(cast(spread.expected_count as double) - spread.margin, 9), 0)) as int)
    end as expected_low_count,
    cast(ceil(round(cast(spread.expected_count as double) + spread.margin, 9)) as int) as expected_high_count,
    coalesce(spread.withheld_reason, unsaid.withheld_reason) as withheld_reason
from spread
cross join policy
cross join unsaid
