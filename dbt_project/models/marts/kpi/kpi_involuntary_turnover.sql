{{ turnover_of_kind('involuntary') }}
