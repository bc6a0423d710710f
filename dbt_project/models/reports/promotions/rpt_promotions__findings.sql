{{ decision_findings("finding.decision = 'promotion'") }}
