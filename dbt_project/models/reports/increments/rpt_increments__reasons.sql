{{ decision_reasons('increment') }}
