{#-
  The properties of an employee that a promotion or transfer may change: Frappe's fieldname and our staged
  column. One list, so that the walk through documents and the walk through versions see the same ones.
-#}
{% macro employee_properties() -%}
    {{ return([
        ('company', 'company_id'),
        ('department', 'org_unit_id'),
        ('designation', 'job_id'),
        ('grade', 'grade_id'),
        ('branch', 'location'),
        ('employment_type', 'employment_type'),
        ('reports_to', 'manager_employee_id'),
    ]) }}
{%- endmacro %}
