{% for model in kpi_models() %}
    {%- set kpi = model.config.meta.kpi %}
    select
        {{ text_literal(kpi.id) }} as kpi_id,
        {{ text_literal(kpi.name) }} as kpi_name,
        {{ text_literal(kpi.version) }} as definition_version,
        {{ text_literal(kpi.unit) }} as unit,
        {{ text_literal(kpi.direction) }} as direction,
        {{ text_literal(kpi.additive) }} as additivity,
        {{ text_literal(kpi.default_variant) }} as default_variant,
        {{ text_literal(kpi.interval) }} as interval_method,
        {{ 'true' if kpi.headline else 'false' }} as is_headline,
        {{ text_literal(kpi.definition) }} as definition,
        {{ text_literal(kpi.is_not) }} as is_not,
        {{ text_literal(model.config.meta.owner) }} as owner,
        {{ text_literal(model.name) }} as model_name
    {{ 'union all' if not loop.last }}
{% endfor %}
