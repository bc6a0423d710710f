{{ decision_reasons('promotion') }}
