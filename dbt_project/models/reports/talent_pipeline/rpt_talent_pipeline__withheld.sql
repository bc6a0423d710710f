{%- set tables = [
    ('rpt_talent_pipeline__women', 'Women and men on the way up'),
    ('rpt_talent_pipeline__leavers', 'Expected leavers by job family'),
    ('rpt_talent_pipeline__vacancies', 'Expected vacancies of critical roles'),
    ('rpt_talent_pipeline__outcomes', 'Outcomes'),
] -%}
{%- set needs = [
    ('Critical roles', 'succession_plan', 'plan_id'),
    ('High potentials', 'talent_rating', 'potential_value'),
] -%}
{{ withheld_query(tables, needs) }}
