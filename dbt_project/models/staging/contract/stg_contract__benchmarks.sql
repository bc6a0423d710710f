{{ contract_rows(
    'benchmarks',
    key=['metric', 'variant', 'industry', 'geography', 'size_band', 'percentile', 'as_of_date'],
    columns={
        'company_id': 'string',
        'metric': 'string',
        'variant': 'string',
        'industry': 'string',
        'geography': 'string',
        'size_band': 'string',
        'percentile': 'int',
        'value': 'double',
        'as_of_date': 'date',
        'source': 'string',
        'licence': 'string',
    },
    renamed={'value': 'benchmark_value', 'source': 'benchmark_source'}
) }}
