{{ decision_findings("finding.decision in ('increment', '*')") }}
