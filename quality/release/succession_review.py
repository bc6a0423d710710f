"""What must hold of the succession review before HR gets it.

Belongs here: cover that adds up, people counted once, findings with an owner and a remedy.
Does not belong here: how readiness or the bench come about (dbt marts), file formats.
"""

from quality.disclosure import defines_terms
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Suite, Table, between, filled, one_of, unique

_REVIEW = "reports.rpt_succession_review__"
_STATES = ["Filled at once", "Covered in name only", "Filled within a year", "Nobody ready", "Nobody named"]
_READINESS = ["Ready now", "Under 1 year", "One to two years", "Over two years", "Not assessed", "Unmapped"]


SUITE = Suite(
    name="succession_review",
    stage="release",
    tables=(
        Table(
            f"{_REVIEW}headline",
            rules=(
                unique(["sequence"], REPORT),
                filled("measure", REPORT),
                never_made("value > target_value", "no figure is more than what it is a part of"),
            ),
        ),
        Table(
            f"{_REVIEW}decisions",
            rules=(unique(["sequence"], REPORT), filled("decision_text", REPORT)),
        ),
        Table(
            f"{_REVIEW}roles",
            rules=(
                unique(["role_key"], REPORT),
                filled("role_name", REPORT),
                one_of("bench_state", _STATES, REPORT),
                one_of("incumbent_status", ["Held", "On notice", "Vacant"], REPORT),
                between("criticality_score", 0, 1, MODEL),
                between("risk_adjusted_cover_ratio", 0, 1, MODEL),
                never_made(
                    "is_open <> (t.bench_state <> 'Filled at once')",
                    "a role is open or filled at once",
                ),
                never_made(
                    "t.bench_state = 'Filled at once' and ready_now_count = 0",
                    "a role is filled at once by somebody named who is ready now",
                ),
                never_made(
                    "t.bench_state = 'Nobody named' and successor_count > 0",
                    "where somebody is named it is said so",
                ),
            ),
        ),
        Table(
            f"{_REVIEW}bench",
            rules=(
                unique(["role_key", "person_key"], REPORT),
                one_of("standing", ["Named", "Suggested"], REPORT),
                one_of("assessed_readiness", _READINESS, REPORT),
                one_of("scored_readiness", _READINESS, REPORT),
                between("readiness_score", 0, 1, MODEL),
                never_made(
                    "t.is_filling and (t.standing <> 'Named' or t.assessed_readiness <> 'Ready now')",
                    "who fills a role was named for it and assessed as ready now",
                ),
                never_made(
                    f"t.is_filling and (select count(*) from {_REVIEW}bench as b"
                    " where b.is_filling and b.person_key = t.person_key) > 1",
                    "nobody fills two roles",
                ),
                never_made(
                    f"(select count(*) from {_REVIEW}bench as b where b.is_filling)"
                    f" <> (select count(*) from {_REVIEW}roles as r where not r.is_open)",
                    "as many people fill a role as roles are filled",
                ),
                never_made(
                    "planned_gap_count + offered_gap_count > gap_count",
                    "no more gaps are closed than there are",
                ),
                never_made(
                    f"gap_count <> (select count(*) from {_REVIEW}gaps as g"
                    " where g.role_key = t.role_key and g.person_key = t.person_key)",
                    "the gaps counted are the gaps listed",
                ),
            ),
        ),
        Table(
            f"{_REVIEW}gaps",
            rules=(
                unique(["role_key", "person_key", "competency_id"], REPORT),
                filled("competency_name", REPORT),
                between("gap_level", 0, None, MODEL),
                never_made(
                    "gap_level is null and t.evidence_reason is null", "a gap that is not known says why"
                ),
            ),
        ),
        Table(
            f"{_REVIEW}cascades",
            rules=(
                unique(["role_key", "step_number"], REPORT),
                filled("vacant_role_name", REPORT),
                filled("step_outcome", REPORT),
            ),
        ),
        Table(
            f"{_REVIEW}talent_grid",
            rules=(
                unique(["person_key"], REPORT),
                between("box_number", 1, 9, MODEL),
                never_made(
                    "(box_number is null) <> (t.not_assessed_reason is not null)",
                    "who stands in no box is told why, and nobody else",
                ),
            ),
        ),
        Table(
            f"{_REVIEW}talent_grid_boxes",
            rules=(
                unique(["box_number"], REPORT),
                never_made(
                    "borderline_count > people_count", "the borderline are among the people of the box"
                ),
                never_made(
                    "people_count <> (select count(*)"
                    f" from {_REVIEW}talent_grid as g where g.box_number = t.box_number)",
                    "the people of a box are those listed in it",
                ),
            ),
        ),
        Table(
            f"{_REVIEW}key_people",
            rules=(
                unique(["person_key", "subject_type_key", "subject_id"], REPORT),
                one_of("risk_level", ["Acute", "Present"], REPORT),
                filled("subject_name", REPORT),
                between("holder_count", 1, None, MODEL),
            ),
        ),
        Table(
            f"{_REVIEW}slates",
            rules=(
                unique(["company_id", "group_name"], REPORT),
                never_made("named_count > pool_count", "who is named could be named"),
                filled("verdict", REPORT),
            ),
        ),
        Table(
            f"{_REVIEW}risk_methods",
            rules=(
                unique(["method_name"], REPORT),
                filled("verdict", MODEL),
                between("auc", 0, 1, MODEL),
                between("brier_score", 0, 1, MODEL),
                never_made(
                    f"(select count(*) from {_REVIEW}risk_methods as m where m.is_used) > 1",
                    "one method is used at most",
                ),
            ),
        ),
        Table(
            f"{_REVIEW}findings",
            rules=(
                unique(["finding_name", "subject_id"], REPORT),
                one_of("urgency", ["Act", "Correct", "Watch"], REPORT),
                filled("finding_text", MODEL),
                filled("owner", MODEL),
                filled("remedy", MODEL),
            ),
        ),
        Table(f"{_REVIEW}definitions", rules=defines_terms(REPORT)),
    ),
)
