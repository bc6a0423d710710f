{{ config(severity='warn') }}
-- Warning: what a finding touches is withheld already, or stops the build by a rule of its own; here it is told with
-- its remedy, as counts, since a record is one person's, unless another test tells of the rule. The table
-- quality_finding lists all.
select
    source_system || ', ' || table_name || ': ' || cast(count(*) as string) || ' record(s): ' || lower(rule_name)
    || '. ' || remedy || ' Withheld until then: ' || withholds as sentence
from {{ ref('quality_finding') }}
where told_by = 'assert_quality_findings_are_put_right'
group by rule_id, rule_name, source_system, table_name, remedy, withholds
