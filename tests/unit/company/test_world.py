"""The invented employer is whole: exact numbers, one tree, nobody outside their own time.

Belongs here: identities of the simulation and its views. Does not belong here: planted truths, files,
servers.
"""

from datetime import datetime

import numpy as np
import pytest

from company.cast import CAST
from company.columns import NO_DAY, day
from company.reviews import final_score, goal_score, rating_score
from company.simulation import PROPERTIES
from company.world import World, generate


def _employed(world: World, when: int) -> np.ndarray:
    staff = world.history.staff
    return (staff.start <= when) & ((staff.end == NO_DAY) | (staff.end > when))


@pytest.mark.parametrize(("people", "years"), [(40, 1), (60, 3), (97, 2)])
def test_exactly_as_many_people_as_asked_for_on_the_last_day(people: int, years: int) -> None:
    made = generate(people, years=years)
    staff = made.history.staff
    employed = _employed(made, made.history.as_of)
    assert np.count_nonzero(employed & (staff.cast < 0)) == people
    assert len(np.unique(staff.person[employed])) == np.count_nonzero(employed)


def test_the_same_seed_gives_the_same_documents_and_another_seed_others() -> None:
    first, second, other = generate(40, years=1), generate(40, years=1), generate(40, seed=7, years=1)
    assert first.documents() == second.documents()
    assert first.moodle() == second.moodle()
    assert first.limesurvey() == second.limesurvey()
    assert first.canonical == second.canonical
    assert first.documents()["Employee"] != other.documents()["Employee"]


@pytest.mark.parametrize(("people", "years"), [(39, 3), (40, 0)])
def test_too_small_a_world_is_refused_in_one_sentence(people: int, years: int) -> None:
    with pytest.raises(
        ValueError, match=r"^The invented employer needs at least .*: raise --(people|years)\.$"
    ):
        generate(people, years=years)


def test_managers_form_one_tree_below_the_chief_executive(world: World) -> None:
    employees = {row["name"]: row for row in world.documents()["Employee"] if row["status"] == "Active"}
    tops = [row["employee_number"] for row in employees.values() if row["reports_to"] is None]
    chief = [row for row in employees.values() if row["designation"] == "Chief Executive Officer"]
    assert sorted(tops) == sorted([chief[0]["employee_number"], "CAST-NO-MANAGER"])
    for row in employees.values():
        seen = set()
        while row["reports_to"] is not None:
            assert row["name"] not in seen
            seen.add(row["name"])
            # Nobody employed reports to somebody who has left: the link stays among the active.
            row = employees[row["reports_to"]]
        assert len(seen) <= 5


def test_everybody_holds_the_grade_that_the_seat_asks_for(world: World) -> None:
    staff, organisation = world.history.staff, world.organisation
    rows = world.history.occupant[: world.people]
    level = organisation.seat_level
    assert (staff.grade[rows][level == 0] == 8).all()
    assert (staff.grade[rows][level == 1] >= 7).all()
    assert (staff.grade[rows][level == 2] >= 6).all()
    assert ((staff.grade[rows][level == 3] >= 4) & (staff.grade[rows][level == 3] <= 6)).all()
    assert (staff.grade[rows][level == 4] <= 5).all()


def test_nothing_happens_to_anybody_before_their_first_or_after_their_last_day(world: World) -> None:
    staff, changes = world.history.staff, world.history.changes
    end = np.where(staff.end == NO_DAY, world.history.as_of + 400, staff.end)
    assert (staff.end[staff.end != NO_DAY] >= staff.start[staff.end != NO_DAY]).all()
    assert (changes.date >= staff.start[changes.row]).all()
    assert (changes.date <= end[changes.row]).all()
    assert (world.salaries.date >= staff.start[world.salaries.row]).all()
    assert (world.salaries.date <= end[world.salaries.row]).all()
    for review in world.reviews:
        assert (staff.start[review.row] <= review.end - 90).all()
        assert (end[review.row] > review.end).all()
    learning = world.learning
    first = np.full(world.history.persons, 10**9)
    np.minimum.at(first, staff.person, staff.start)
    assert (learning.enrolled // 86_400 >= first[learning.person]).all()


def test_spells_of_one_person_do_not_overlap(world: World) -> None:
    staff = world.history.staff
    order = np.lexsort((staff.start, staff.person))
    same = staff.person[order][1:] == staff.person[order][:-1]
    assert same.sum() >= 2  # the two rehires of the cast at least
    assert (staff.start[order][1:][same] > staff.end[order][:-1][same]).all()


def test_changes_lead_from_the_first_state_to_the_last(world: World) -> None:
    staff, changes = world.history.staff, world.history.changes
    state = np.stack([staff.columns[f"first_{name}"] for name in PROPERTIES], axis=1)
    for row, old, new in zip(changes.row, changes.old, changes.new):
        assert (state[row] == old).all()
        state[row] = new
    assert (state == np.stack([staff.columns[name] for name in PROPERTIES], axis=1)).all()


def test_the_reorganisation_moves_one_team_by_transfers_on_one_day(world: World) -> None:
    facts = world.truths.reorganisation
    documents = world.documents()
    units = {row["name"]: row for row in documents["Department"]}
    assert units[facts["old_unit"]]["disabled"] == 1
    assert units[facts["new_unit"]]["disabled"] == 0
    divisions = [
        units[units[name]["parent_department"]]["parent_department"]
        for name in (facts["old_unit"], facts["new_unit"])
    ]
    assert divisions == ["Operations - KIL", "Commercial - KIL"]
    moved = [
        document
        for document in documents["Employee Transfer"]
        if document["transfer_date"] == str(facts["date"])
        and any(
            row["fieldname"] == "department" and row["new"] == facts["new_unit"]
            for row in document["transfer_details"]
        )
    ]
    before = world.documents(datetime(2024, 9, 30, 12))
    team = [
        row
        for row in before["Employee"]
        if row["department"] == facts["old_unit"] and row["status"] == "Active"
    ]
    assert len(moved) == len(team) >= 5
    assert not [
        row
        for row in documents["Employee"]
        if row["department"] == facts["old_unit"] and row["status"] == "Active"
    ]


def test_frappe_s_final_score_is_the_plain_mean_of_three() -> None:
    # Recorded: KRAs of 62, 54 and 67 percent at weights 50, 30 and 20 give 31.0 + 16.2 + 13.4 = 60.6 percent,
    # 60.6 / 20 = 3.03; self ratings 0.8 and 0.8 of five stars give 4.0; the final is mean(3.03, 3.75, 4.0) = 3.593.
    per_kra, percentage, total = goal_score(np.array([[62.0, 54.0, 67.0]]))
    assert per_kra.tolist() == [[31.0, 16.2, 13.4]]
    assert (percentage[0], total[0]) == (60.6, 3.03)
    assert rating_score(np.array([[8, 8]]))[0] == 4.0
    assert rating_score(np.array([[7, 8]]))[0] == 3.75
    assert final_score(np.array([3.03]), np.array([3.75]), np.array([4.0]))[0] == 3.593
    # Recorded too: without feedback the zero counts, (3.21 + 0 + 4.0) / 3 = 2.403.
    assert final_score(np.array([3.21]), np.array([0.0]), np.array([4.0]))[0] == 2.403


def test_every_appraisal_follows_from_its_goals_ratings_and_feedback(world: World) -> None:
    documents = world.documents()
    progress: dict[tuple[str, str, str], list[float]] = {}
    for goal in documents["Goal"]:
        if goal["parent_goal"] is None and goal["status"] != "Archived":
            progress.setdefault((goal["employee"], goal["appraisal_cycle"], goal["kra"]), []).append(
                goal["progress"]
            )
    feedback: dict[str, list[float]] = {}
    for document in documents["Employee Performance Feedback"]:
        feedback.setdefault(document["appraisal"], []).append(document["total_score"])
    assert len(documents["Appraisal"]) > 250
    for appraisal in documents["Appraisal"]:
        percent = 0.0
        for kra in appraisal["appraisal_kra"]:
            goals = progress[appraisal["employee"], appraisal["appraisal_cycle"], kra["kra"]]
            assert kra["goal_completion"] == round(sum(goals) / len(goals), 3)
            percent += kra["goal_score"]
        given = feedback[appraisal["name"]]
        assert appraisal["total_score"] == pytest.approx(percent / 20, abs=0.0006)
        assert appraisal["avg_feedback_score"] == pytest.approx(sum(given) / len(given), abs=0.0006)
        three = appraisal["total_score"] + appraisal["avg_feedback_score"] + appraisal["self_score"]
        assert appraisal["final_score"] == pytest.approx(three / 3, abs=0.0006)


def test_an_earlier_moment_of_knowledge_shows_the_site_as_it_stood(world: World) -> None:
    then, now = world.documents(datetime(2025, 11, 1)), world.documents()
    for doctype, documents in then.items():
        assert all(document["creation"] <= "2025-11-01 05:30" for document in documents), doctype
        assert {document["name"] for document in documents} <= {document["name"] for document in now[doctype]}
    numbers = {row["employee_number"]: row for row in then["Employee"]}
    assert "CAST-FUTURE-HIRE" not in numbers
    # Promoted from 1 October, but HR enters it on 20 February: G3 is still what the site says.
    assert numbers["CAST-RETROACTIVE-PROMOTION"]["grade"] == "G3"
    later = {row["employee_number"]: row for row in world.documents(datetime(2026, 2, 25))["Employee"]}
    assert later["CAST-RETROACTIVE-PROMOTION"]["grade"] == "G4"
    # Left on 31 December, entered on 10 March.
    assert later["CAST-BACKDATED-EXIT"]["status"] == "Active"
    assert later["CAST-BACKDATED-EXIT"]["relieving_date"] is None
    final = {row["employee_number"]: row for row in now["Employee"]}
    assert final["CAST-BACKDATED-EXIT"]["status"] == "Left"
    assert [cycle["status"] for cycle in then["Appraisal Cycle"]] == ["Completed", "Completed", "In Progress"]
    assert then["Appraisal"][-1]["appraisal_cycle"] == "2024-25"
    assert len(world.limesurvey(datetime(2025, 11, 1)).surveys[0].responses) == 0
    half = len(world.limesurvey(datetime(2025, 11, 8)).surveys[0].responses)
    assert 0 < half < len(world.limesurvey().surveys[0].responses)
    assert len(world.moodle(datetime(2024, 1, 1)).enrolments) < len(world.moodle().enrolments)


def test_a_cancelled_document_was_in_force_until_it_was_cancelled(world: World) -> None:
    def assignments(moment: datetime | None) -> list[tuple[float, int, bool]]:
        documents = world.documents(moment)
        holder = next(
            row["name"] for row in documents["Employee"] if row["employee_number"] == "CAST-AMENDED-SALARY"
        )
        return [
            (row["base"], row["docstatus"], row["amended_from"] is not None)
            for row in documents["Salary Structure Assignment"]
            if row["employee"] == holder and row["from_date"] == "2025-10-01"
        ]

    # The right base is 75,000 * 1.08 = 81,000 a month; it was first entered 15,000 too high.
    assert assignments(datetime(2025, 10, 15)) == [(96_000.0, 1, False)]
    assert sorted(assignments(None)) == [(81_000.0, 1, True), (96_000.0, 2, False)]


def test_each_member_of_the_cast_shows_the_case_the_number_names(world: World) -> None:
    documents = world.documents()
    people: dict[str, list[dict[str, object]]] = {}
    for row in documents["Employee"]:
        people.setdefault(str(row["employee_number"]), []).append(row)
    assert {member.number for member in CAST} <= set(people)
    assert all(len(member.why) > 30 for member in CAST)
    first, second = sorted(people["CAST-REHIRE-20D"], key=lambda row: str(row["date_of_joining"]))
    assert day(str(second["date_of_joining"])) - day(str(first["relieving_date"])) == 20
    first, second = sorted(people["CAST-REHIRE-LATE"], key=lambda row: str(row["date_of_joining"]))
    assert day(str(second["date_of_joining"])) - day(str(first["relieving_date"])) == 184
    same_day = people["CAST-HIRED-AND-LEFT-SAME-DAY"][0]
    assert same_day["date_of_joining"] == same_day["relieving_date"] == "2025-09-01"
    assert people["CAST-ON-NOTICE"][0]["status"] == "Active"
    assert people["CAST-ON-NOTICE"][0]["relieving_date"] == "2026-05-09"
    assert people["CAST-UNKNOWN-GENDER"][0]["gender"] == "Prefer not to say"
    # Midpoint of G3 is 900,000: 74 % and 127 % of it are outside 720,000 to 1,080,000.
    assert people["CAST-BELOW-RANGE"][0]["ctc"] == 666_000.0
    assert people["CAST-RED-CIRCLED"][0]["ctc"] == 1_143_000.0
    appraised = {row["employee"] for row in documents["Appraisal"]}
    assert people["CAST-UNRATED"][0]["name"] not in appraised
    drafts = [row["employee"] for row in documents["Appraisal"] if row["docstatus"] == 0]
    assert drafts == [people["CAST-DRAFT-APPRAISAL"][0]["name"]]
    silent = {row["employee"] for row in documents["Appraisal"] if row["self_score"] == 0}
    assert silent == {people["CAST-NO-SELF-REVIEW"][0]["name"]}
    both = people["CAST-TRANSFER-AND-PROMOTION"][0]["name"]
    promotion = next(row for row in documents["Employee Promotion"] if row["employee"] == both)
    transfer = next(
        row for row in documents["Employee Transfer"]
        if row["employee"] == both and row["transfer_date"] == promotion["promotion_date"]
    )  # fmt: skip
    assert {row["fieldname"] for row in promotion["promotion_details"]} >= {"grade"}
    assert {row["fieldname"] for row in transfer["transfer_details"]} >= {"department", "reports_to"}
    blank = next(user for user in world.moodle().users if "cast-no-idnumber" in user.username)
    assert (blank.idnumber, "@" in blank.email) == ("", True)
    plans = {row["plan_id"]: row for row in world.canonical["succession_plans"]}
    named = {row["plan_id"]: row["employee_number"] for row in world.canonical["successors"]}
    assert (
        named["SP-CAST-SELF"] == plans["SP-CAST-SELF"]["incumbent_employee_number"] == "CAST-SELF-SUCCESSOR"
    )
    assert people[named["SP-CAST-LEFT"]][0]["status"] == "Left"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("2025-06-10", "2025-06-18"), ("2025-09-19", "2025-09-21"), ("2026-03-30", "2026-04-01")],
)
def test_what_changes_on_the_site_moves_modified(world: World, earlier: str, later: str) -> None:
    """A connector finds changes by `modified`; Frappe itself moves none when feedback marks a participant."""
    before, after = (world.documents(datetime.fromisoformat(day)) for day in (earlier, later))
    for doctype, rows in after.items():
        known = {row["name"]: row for row in before[doctype]}
        for row in rows:
            old = known.get(row["name"], row)
            assert old["modified"] <= row["modified"]
            if doctype != "Training Event" and old != row:
                assert old["modified"] < row["modified"], (doctype, row["name"])
