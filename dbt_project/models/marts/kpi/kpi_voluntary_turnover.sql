{{ turnover_of_kind('voluntary') }}
