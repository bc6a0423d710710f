{{ kpi_rows('tenure', ref('headcount_period'), [{
    'name': 'mean_at_close',
    'numerator': 'tenure_months_sum',
    'denominator': 'closing_count',
    'withheld': {'nobody_at_close': 'closing_count = 0'},
}]) }}
