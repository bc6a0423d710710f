{{ kpi_entities() }}
