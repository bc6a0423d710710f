"""The invented employer as Frappe HR holds it: one arrow table per DocType and child table.

Belongs here: names of documents, their fields, child rows, creation and modification times, and what was
known when. Does not belong here: who does what (the simulation), JSON, HTTP.

Tables are named as the raw layer names them; those in `DOCUMENT_ONLY` exist on the site but never land. A
table may come in several pieces. Columns beyond the raw layer's (names of people, ...) are for the
documents.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from company.absence import (
    ABSENT,
    ATTENDANCE,
    HALF_DAY,
    LEAVE_TYPES,
    ON_LEAVE,
    PRESENT,
    attendance,
    leaves,
)  # fmt: skip
from company.cast import CAST
from company.columns import (
    DAY_MICROSECONDS,
    NO_DAY,
    Bools,
    Ints,
    combine,
    constant,
    dates,
    day,
    ints,
    join,
    labels,
    moments,
    money,
    office_time,
    pick,
    real,
    whole,
)
from company.facts import Facts
from company.organisation import GRADES
from company.pay import (
    AMENDED_CANCELLED,
    EURO_DEDUCTIONS,
    EURO_EARNINGS,
    EURO_EMPLOYER,
    base_at,
    company_of,
    slip_months,
)
from company.reviews import CRITERIA, CRITERIA_WEIGHTS, KRAS, WEIGHTS, Reviews, cycle_name
from company.shapes import SITE_TIME_ZONE, SITE_VERSIONS
from company.simulation import (
    CONTRACT,
    FULL_TIME,
    GENDERS,
    INTERN,
    PART_TIME,
    REASONS,
    TYPES,
    branch_names,
    name_lists,
)

Piece = tuple[str, pa.Table]
DOCUMENT_ONLY = ("feedback_ratings",)
TEMPLATE = "Kaveri standard"
PROGRAM = "Kaveri workshops"
SKILLS = (
    "Negotiation",
    "Welding",
    "Data analysis",
    "Customer care",
    "Planning",
    "Coaching",
    "English",
    "Quality control",
)
SKILLS_EACH = 3
TEXT = pa.string()
FIELD_LABELS = ("Department", "Designation", "Grade", "Branch", "Reports to")
FIELD_NAMES = ("department", "designation", "grade", "branch", "reports_to")
WRONG_PROMOTION_DATE, WRONG_PROMOTION_CANCELLED = "2025-07-01", "2025-09-20"
WORKSHOPS = ("Lean Basics", "Customer Listening", "Project Planning", "Quality Tools")


class Site:
    """The Frappe site as known at one moment: shared columns by employment, and the tables.

    `cut` is that moment in microseconds on the site's clock; a document created later is not there.
    """

    def __init__(self, facts: Facts, cut: int) -> None:
        self.facts, self.cut = facts, cut
        self.today = cut // DAY_MICROSECONDS
        history, units = facts.history, facts.organisation.units
        staff = history.staff
        self.staff, self.history, self.units = staff, history, units
        rows = np.arange(staff.count)
        self.employee = labels("HR-EMP-", rows + 1, 5)
        first, last = name_lists()
        self.first = pick(first, history.first_name[staff.person])
        self.last = pick(last, history.last_name[staff.person])
        self.full_name = join(self.first, " ", self.last)
        self.number = pick([member.number for member in CAST], staff.cast).fill_null("")
        self.number = pc.if_else(pc.equal(self.number, ""), labels("K", staff.person + 1, 6), self.number)
        self.email = pc.utf8_lower(join(self.first, ".", self.last, ".", self.number, "@kaveri.example"))
        self.company = company_of(facts.organisation, history)
        self.company_names = [company.company_id for company in facts.truths.companies]
        self.currencies = [company.currency for company in facts.truths.companies]
        self.vocabulary = (
            units.name, facts.organisation.designations,
            [f"G{grade}" for grade in range(GRADES + 1)], branch_names(),
        )  # fmt: skip
        self.founded = history.first_day - 12
        self.created = office_time(np.maximum(staff.hire_entered, self.founded), rows)
        self.is_known = self.created <= cut
        self.exit_time = np.where(
            staff.end == NO_DAY, np.iinfo(np.int64).max, office_time(np.maximum(staff.exit_entered, 0), rows)
        )

    def tables(self) -> Iterator[Piece]:
        """Every table; those of monthly payroll and yearly reviews in pieces."""
        yield from self._masters()
        yield self._employees()
        yield from self._changes()
        yield from self._salaries()
        for review in self.facts.reviews:
            yield from self._reviews(review)
        yield from self._training()
        yield self._exit_interviews()
        yield from self._skills()
        yield from self._absences()
        yield from self._slips()

    def _document(
        self, names: pa.Array, created: Ints, modified: Ints | None = None, status: Ints | int = 1
    ) -> dict[str, pa.Array]:
        """The columns every document has; a modification after the moment of knowledge is taken back."""
        count = len(names)
        changed = (
            created
            if modified is None
            else np.where(modified <= self.cut, np.maximum(modified, created), created)
        )
        state = np.full(count, status) if isinstance(status, int) else status
        return {
            "name": names, "creation": moments(created), "modified": moments(changed), "docstatus": whole(state)
        }  # fmt: skip

    def _plain(self, names: list[str], **columns: Sequence[str]) -> pa.Table:
        """A small table of set-up documents made on the founding day."""
        created = office_time(np.full(len(names), self.founded), np.arange(len(names)))
        made = {key: pa.array(values, TEXT) for key, values in columns.items()}
        return pa.table({**self._document(pa.array(names, TEXT), created, status=0), **made})

    def _masters(self) -> Iterator[Piece]:
        """The site itself, companies, the tree of departments, lists that others link to and review cycles."""
        truths, units = self.facts.truths, self.units
        versions = {f"{app}_version": [version] for app, version in SITE_VERSIONS.items()}
        yield "sites", pa.table({"name": ["site"], "time_zone": [SITE_TIME_ZONE], **versions})
        yield from self._lists()
        yield (
            "companies",
            self._plain(
                self.company_names,
                abbr=[company.abbr for company in truths.companies],
                default_currency=self.currencies,
                country=[company.country for company in truths.companies],
            ),
        )
        created = office_time(np.maximum(ints(units.created), self.founded), np.arange(len(units.name)))
        closed = ints(units.disabled)
        is_closed = (closed != NO_DAY) & (closed <= self.today)
        modified = np.where(is_closed, closed * DAY_MICROSECONDS, created)
        groups = np.isin(np.arange(len(units.name)), units.parent).astype(np.int64)
        departments = pa.table(
            {
                **self._document(pa.array(units.name), created, modified, 0),
                "department_name": pa.array(units.title),
                "parent_department": pick(units.name, ints(units.parent)),
                "company": pick(self.company_names, ints(units.company)),
                "is_group": whole(groups),
                "disabled": whole(is_closed),
            }
        )
        yield "departments", departments.filter(pa.array(created <= self.cut))
        grades = self._plain([f"G{grade}" for grade in range(1, GRADES + 1)])
        yield (
            "employee_grades",
            grades.append_column("default_base_pay", pa.nulls(GRADES, pa.decimal128(18, 4))).append_column(
                "currency", pa.nulls(GRADES, TEXT)
            ),
        )
        ends = ints([review.end for review in self.facts.reviews])
        names = [review.name for review in self.facts.reviews]
        starts = ints([review.start for review in self.facts.reviews])
        created = office_time(np.maximum(starts - 10, self.founded), np.arange(len(ends)))
        modified = ends * DAY_MICROSECONDS + 18 * 3_600_000_000
        yield (
            "appraisal_cycles",
            pa.table(
                {
                    **self._document(pa.array(names, TEXT), created, modified, 0),
                    "cycle_name": pa.array(names, TEXT),
                    "company": constant(self.company_names[0], len(ends), TEXT),
                    "status": pick(["In Progress", "Completed"], (ends < self.today).astype(np.int64)),
                    "start_date": dates(starts),
                    "end_date": dates(ends),
                    "kra_evaluation_method": constant("Automated Based on Goal Progress", len(ends), TEXT),
                }
            ).filter(pa.array(created <= self.cut)),
        )

    def _lists(self) -> Iterator[Piece]:
        """Short lists of set-up documents: titles, places, kinds of employment, of leave, of training."""
        titles = self.facts.organisation.designations
        yield "designations", self._plain(titles, appraisal_template=[TEMPLATE] * len(titles))
        yield "branches", self._plain(branch_names())
        yield "employment_types", self._plain([*TYPES, "Probation"])
        yield "kras", self._plain(list(KRAS), title=KRAS)
        yield "appraisal_templates", self._plain([TEMPLATE], template_title=[TEMPLATE])
        for table, field, column, values, weights in (
            ("goals", "goals", "key_result_area", KRAS, WEIGHTS),
            ("criteria", "rating_criteria", "criteria", CRITERIA, CRITERIA_WEIGHTS),
        ):
            count = len(values)
            yield (
                f"appraisal_template_{table}",
                pa.table(
                    {
                        "parent": constant(TEMPLATE, count, TEXT),
                        "parentfield": constant(field, count, TEXT),
                        "idx": whole(np.arange(1, count + 1)),
                        column: pa.array(values, TEXT),
                        "per_weightage": real(weights),
                    }
                ),
            )
        programs = self._plain(
            [PROGRAM], training_program=[PROGRAM], status=["Completed"], company=self.company_names[:1]
        )
        yield "training_programs", programs.append_column("amended_from", pa.nulls(1, TEXT))
        kinds = self._plain(sorted(LEAVE_TYPES), leave_type_name=sorted(LEAVE_TYPES))
        for column, word in (("is_lwp", "Without Pay"), ("is_optional_leave", "Optional")):
            kinds = kinds.append_column(column, whole([word in name for name in sorted(LEAVE_TYPES)]))
        for column in ("is_ppl", "is_compensatory"):
            kinds = kinds.append_column(column, whole(np.zeros(len(LEAVE_TYPES))))
        nothing = real(np.zeros(len(LEAVE_TYPES)))
        yield "leave_types", kinds.append_column("fraction_of_daily_salary_per_leave", nothing)

    def known_changes(self) -> Ints:
        """The changes that are known and in force today, in order of date."""
        changes = self.history.changes
        effective = np.maximum(changes.date, changes.entered)
        order = np.argsort(changes.date, kind="stable")
        happened = order[(effective[order] <= self.today) & (changes.date[order] <= self.today)]
        return happened[office_time(effective, changes.row)[happened] <= self.cut]

    def _state(self) -> tuple[Ints, Ints]:
        """The properties of every employment as known and in force today, and when they last changed."""
        staff, changes = self.staff, self.history.changes
        state = np.stack(
            [
                staff.columns[f"first_{name}"]
                for name in ("unit", "designation", "grade", "branch", "manager")
            ],
            axis=1,
        )
        touched = np.zeros(staff.count, dtype=np.int64)
        happened = self.known_changes()
        time = office_time(np.maximum(changes.date, changes.entered), changes.row)
        state[changes.row[happened]] = changes.new[happened]
        np.maximum.at(touched, changes.row[happened], time[happened])
        return state, touched

    def _employees(self) -> Piece:
        """Every Employee as of today: current state only, leavers stay."""
        staff, keep = self.staff, self.is_known
        state, touched = self._state()
        has_exit = (staff.end != NO_DAY) & (self.exit_time <= self.cut)
        has_left = has_exit & (staff.end < self.today)
        left_at = np.where(has_left, (np.maximum(staff.end, 0) + 1) * DAY_MICROSECONDS, 0)
        modified = np.maximum(np.maximum(touched, left_at), np.where(has_exit, self.exit_time, 0))
        kind = staff.type
        pay = self.facts.salaries
        known = office_time(np.maximum(pay.entered, self.founded), pay.row) <= self.cut
        current = np.zeros(staff.count, dtype=np.int64)
        past = np.flatnonzero((pay.date <= max(self.today, 0)) & known)
        paid_from = np.maximum(
            office_time(np.maximum(pay.entered, self.founded), pay.row), pay.date * DAY_MICROSECONDS
        )
        np.maximum.at(modified, pay.row[past], paid_from[past])
        current[pay.row[past]] = pay.base[past]
        first = np.flatnonzero((current[pay.row] == 0) & known)
        current[pay.row[first][::-1]] = pay.base[first][::-1]
        rows = np.arange(staff.count)
        notice = np.where(
            kind == INTERN, 0, np.where(state[:, 2] <= 3, 30, np.where(state[:, 2] <= 5, 60, 90))
        )
        table = pa.table(
            {
                **self._document(self.employee, self.created, modified, 0),
                "employee_number": self.number,
                "employee_name": self.full_name,
                "first_name": self.first,
                "last_name": self.last,
                "gender": pick(GENDERS, staff.gender),
                "date_of_birth": dates(staff.birth),
                "date_of_joining": dates(staff.start),
                "status": pick(["Active", "Left"], has_left.astype(np.int64)),
                "company": pick(self.company_names, self.company),
                "department": pick(self.vocabulary[0], state[:, 0]),
                "designation": pick(self.vocabulary[1], state[:, 1]),
                "branch": pick(self.vocabulary[3], state[:, 3]),
                "grade": pick(self.vocabulary[2], state[:, 2]),
                "employment_type": pick(TYPES, kind),
                "reports_to": self.employee.take(pa.array(state[:, 4], mask=state[:, 4] < 0)),
                "company_email": self.email,
                "final_confirmation_date": dates(np.where(kind == FULL_TIME, staff.start + 180, NO_DAY)),
                "contract_end_date": dates(np.where(kind >= CONTRACT, staff.contract_end, NO_DAY)),
                "notice_number_of_days": whole(notice),
                "date_of_retirement": dates(staff.birth + 21_915),
                "ctc": money(current * 12),
                "salary_currency": pick(self.currencies, self.company),
                "resignation_letter_date": dates(np.where(has_exit, staff.resigned, NO_DAY)),
                "relieving_date": dates(np.where(has_exit, staff.end, NO_DAY)),
                "reason_for_leaving": pick(REASONS, np.where(has_exit, staff.reason, -1)),
                "row": whole(rows),
            }
        )
        return "employees", table.filter(pa.array(keep))

    def _changes(self) -> Iterator[Piece]:
        """Promotions and transfers with their details, the amended promotion among them."""
        changes, staff, pay = self.history.changes, self.staff, self.facts.salaries
        created = office_time(changes.entered, changes.row)
        wrong = np.zeros(len(changes.row), dtype=bool)
        for number, member in enumerate(CAST):
            if member.number == "CAST-AMENDED-PROMOTION":
                wrong |= (staff.cast[changes.row] == number) & changes.is_promotion
        for table, kind, which in (
            ("promotion", "PRO", changes.is_promotion),
            ("transfer", "TRN", ~changes.is_promotion),
        ):
            every = np.flatnonzero(which)
            every = every[np.argsort(changes.entered[every], kind="stable")]
            year = _years(changes.entered[every])
            names = join(f"HR-EMP-{kind}-", year, labels("-", np.arange(1, len(every) + 1), 5))
            is_wrong = wrong[every]
            row, date, old, new = (
                changes.row[every],
                changes.date[every],
                changes.old[every],
                changes.new[every],
            )
            time, status = created[every], (date <= self.today).astype(np.int64)
            touched = np.maximum(time, date * DAY_MICROSECONDS)
            amended = pa.nulls(len(every), TEXT)
            if is_wrong.any() and table == "promotion":
                # The mistaken document, cancelled later, and the one that amends it.
                place = np.flatnonzero(is_wrong)
                cancelled = day(WRONG_PROMOTION_CANCELLED)
                first_time = office_time(ints([day(WRONG_PROMOTION_DATE) - 9]), row[place])
                cancelled_at = office_time(ints([cancelled]), row[place])
                state = np.where(cancelled_at <= self.cut, 2, 1)
                amended = pc.if_else(pa.array(is_wrong), names, amended)
                bad = names.take(pa.array(place))
                names = combine([pc.if_else(pa.array(is_wrong), join(names, "-1"), names), bad])
                amended = combine([amended, pa.nulls(len(place), TEXT)])
                row, date = np.append(row, row[place]), np.append(date, day(WRONG_PROMOTION_DATE))
                old, new = np.concatenate([old, old[place]]), np.concatenate([new, new[place]])
                time, status = np.append(time, first_time), np.append(status, state)
                touched = np.append(touched, np.where(state == 2, cancelled_at, first_time))
            keep = time <= self.cut
            before = self._base_before(row, date)
            after = base_at(pay, row, date)
            extra = (
                {
                    "promotion_date": dates(date),
                    "current_ctc": money(before * 12),
                    "revised_ctc": money(np.maximum(after, before) * 12),
                    "salary_currency": pick(self.currencies, self.company[row]),
                }
                if table == "promotion"
                else {
                    "transfer_date": dates(date),
                    "new_company": pa.nulls(len(row), TEXT),
                    "new_employee_id": pa.nulls(len(row), TEXT),
                }
            )
            document = pa.table(
                {
                    **self._document(names, time, touched, status),
                    "employee": self.employee.take(pa.array(row)),
                    "employee_name": self.full_name.take(pa.array(row)),
                    "department": pick(self.vocabulary[0], old[:, 0]),
                    "company": pick(self.company_names, self.company[row]),
                    **extra,
                    "amended_from": amended,
                }
            )
            yield f"employee_{table}s", document.filter(pa.array(keep))
            yield (
                f"employee_{table}_details",
                self._details(table, names.filter(pa.array(keep)), old[keep], new[keep]),
            )

    def _base_before(self, row: Ints, date: Ints) -> Ints:
        """Monthly base of `row` on the day before `date`."""
        pay = self.facts.salaries
        return base_at(pay, row, date - 1)

    def _details(self, table: str, parents: pa.Array, old: Ints, new: Ints) -> pa.Table:
        """One row per property that differs, in the order of FIELD_NAMES."""
        differs = old != new
        which, place = np.nonzero(differs)
        index = np.cumsum(differs, axis=1)[which, place]
        texts = []
        for side in (old, new):
            columns = [
                pick(self.vocabulary[field], side[:, field]) if field < 4
                else self.employee.take(pa.array(side[:, 4], mask=side[:, 4] < 0))
                for field in range(5)
            ]  # fmt: skip
            flat = combine([column.cast(TEXT) for column in columns])
            texts.append(flat.take(pa.array(place * len(old) + which)))
        return pa.table(
            {
                "parent": parents.take(pa.array(which)),
                "parentfield": constant(f"{table}_details", len(which), TEXT),
                "idx": whole(index),
                "property": pick(FIELD_LABELS, place),
                "fieldname": pick(FIELD_NAMES, place),
                "current": texts[0],
                "new": texts[1],
            }
        )

    def _salaries(self) -> Iterator[Piece]:
        """Salary Structure Assignments, the cancelled one beside the one that amends it."""
        pay, staff = self.facts.salaries, self.staff
        entered = np.maximum(pay.entered, self.founded)
        order = np.lexsort((pay.row, pay.date, entered))
        row, date, base, wrong = pay.row[order], pay.date[order], pay.base[order], pay.wrong[order]
        time = office_time(entered[order], row)
        year = np.datetime64("1970-01-01") + entered[order]
        text = pa.array(np.datetime_as_string(year.astype("datetime64[M]")).astype(object), TEXT)
        names = join(
            "HR-SSA-", pc.utf8_slice_codeunits(text, 2, 7), labels("-", np.arange(1, len(row) + 1), 5)
        )
        status, touched = np.ones(len(row), dtype=np.int64), time
        amended = pa.nulls(len(row), TEXT)
        if wrong.any():
            place = np.flatnonzero(wrong)
            cancelled = office_time(np.full(len(place), day(AMENDED_CANCELLED)), row[place])
            amended = pc.if_else(pa.array(wrong != 0), names, amended)
            bad = names.take(pa.array(place))
            names = combine([pc.if_else(pa.array(wrong != 0), join(names, "-1"), names), bad])
            amended = combine([amended, pa.nulls(len(place), TEXT)])
            status = np.append(status, np.where(cancelled <= self.cut, 2, 1))
            time = np.append(time, office_time(date[place] - 5, row[place]))
            touched = np.append(touched, np.where(cancelled <= self.cut, cancelled, time[len(touched) :]))
            base = np.append(base, wrong[place])
            row, date = np.append(row, row[place]), np.append(date, date[place])
        keep = (time <= self.cut) & (staff.reason[row] != 11)
        table = pa.table(
            {
                **self._document(names, time, touched, status),
                "employee": self.employee.take(pa.array(row)),
                "employee_name": self.full_name.take(pa.array(row)),
                "department": pick(self.vocabulary[0], staff.unit[row]),
                "company": pick(self.company_names, self.company[row]),
                "salary_structure": pick(
                    ["Kaveri India monthly", "Kaveri Europe monthly"], self.company[row]
                ),
                "from_date": dates(date),
                "base": money(base),
                "variable": money(np.zeros(len(row), dtype=np.int64)),
                "currency": pick(self.currencies, self.company[row]),
                "amended_from": amended,
            }
        )
        yield "salary_structure_assignments", table.filter(pa.array(keep))

    def _reviews(self, review: Reviews) -> Iterator[Piece]:
        """Appraisals, KRAs, goals and feedback of one cycle."""
        staff, row, year = self.staff, review.row, str(np.datetime64(review.end, "D"))[:4]
        begun = np.maximum(review.start + 12, staff.start[row] + 10)
        yield self._goals(review, begun, str(int(year) - 1))
        created = office_time(review.end - 14 + row % 5, row)
        keep = created <= self.cut
        names = labels(f"HR-APR-{year}-", np.arange(1, len(row) + 1), 5)
        document = pa.table(
            {
                **self._document(
                    names, created, office_time(review.end - 6 + row % 3, row), review.docstatus
                ),
                "employee": self.employee.take(pa.array(row)),
                "employee_name": self.full_name.take(pa.array(row)),
                "department": pick(self.vocabulary[0], review.unit),
                "designation": pick(self.vocabulary[1], review.designation),
                "company": pick(self.company_names, self.company[row]),
                "appraisal_cycle": constant(review.name, len(row), TEXT),
                "appraisal_template": constant(TEMPLATE, len(row), TEXT),
                "status": constant("Draft", len(row), TEXT),
                "rate_goals_manually": whole(np.zeros(len(row))),
                "goal_score_percentage": real(review.goal_percentage),
                "total_score": real(review.total_score),
                "self_score": real(review.self_score),
                "avg_feedback_score": real(review.average_feedback),
                "final_score": real(review.final_score),
                "amended_from": pa.nulls(len(row), TEXT),
            }
        )
        yield "appraisals", document.filter(pa.array(keep))
        steps = np.tile(np.arange(len(KRAS)), len(row))
        owner = np.repeat(np.arange(len(row)), len(KRAS))
        kras = pa.table(
            {
                "parent": names.take(pa.array(owner)),
                "parentfield": constant("appraisal_kra", len(owner), TEXT),
                "idx": whole(steps + 1),
                "kra": pick(KRAS, steps),
                "per_weightage": real(np.array(WEIGHTS)[steps]),
                "goal_completion": real(review.completion.ravel()),
                "goal_score": real(review.kra_score.ravel()),
            }
        )
        yield "appraisal_kras", kras.filter(pa.array(keep[owner]))
        has_self = keep & (review.has_self == 1)
        yield "appraisal_self_ratings", _ratings("self_ratings", names, review.self_tenths, has_self)

        about, by = review.feedback_of, review.feedback_by
        created = office_time(review.end - 12 + about % 4, about * 3 + by)
        keep = created <= self.cut
        labelled = labels(f"HR-PF-{year}-", np.arange(1, len(about) + 1), 5)
        feedback = pa.table(
            {
                **self._document(labelled, created),
                "employee": self.employee.take(pa.array(row[about])),
                "employee_name": self.full_name.take(pa.array(row[about])),
                "department": pick(self.vocabulary[0], review.unit[about]),
                "designation": pick(self.vocabulary[1], review.designation[about]),
                "company": pick(self.company_names, self.company[row[about]]),
                "reviewer": self.employee.take(pa.array(by)),
                "reviewer_name": self.full_name.take(pa.array(by)),
                "appraisal": names.take(pa.array(about)),
                "appraisal_cycle": constant(review.name, len(about), TEXT),
                "added_on": moments(created // 60_000_000 * 60_000_000),
                "total_score": real(review.feedback_score),
                "amended_from": pa.nulls(len(about), TEXT),
            }
        )
        yield "performance_feedbacks", feedback.filter(pa.array(keep))
        yield "feedback_ratings", _ratings("feedback_ratings", labelled, review.feedback_tenths, keep)

    def _goals(self, review: Reviews, begun: Ints, year: str) -> Piece:
        """Goals of one cycle; before its end their progress is what the share of its weeks gone by gives."""
        row = review.row[review.goal_of]
        count = len(row)
        names = labels(f"HR-GOAL-{year}-", np.arange(1, count + 1), 5)
        created = office_time(begun[review.goal_of], row + review.goal_kra)
        is_open = self.today <= review.end
        weeks = max(0, self.today - review.start) // 7 * 7
        share = min(1.0, weeks / (review.end - review.start + 1))
        touched = (review.start + weeks if is_open else review.end + 1) * DAY_MICROSECONDS
        progress = np.floor(review.goal_progress * share) if is_open else review.goal_progress
        archived = review.goal_is_archived == 1
        status = np.select([archived, progress >= 100, progress > 0], [3, 2, 1], 0)
        parent = ints(review.goal_parent)
        number = review.goal_of % 7 + 1
        table = pa.table(
            {
                **self._document(names, created, np.full(count, touched), 0),
                "goal_name": join(pick(KRAS, review.goal_kra), labels(" goal ", number, 1)),
                "employee": self.employee.take(pa.array(row)),
                "employee_name": self.full_name.take(pa.array(row)),
                "company": pick(self.company_names, self.company[row]),
                "kra": pick(KRAS, review.goal_kra),
                "appraisal_cycle": constant(review.name, count, TEXT),
                "parent_goal": names.take(pa.array(parent, mask=parent < 0)),
                "is_group": whole(review.goal_is_group),
                "start_date": dates(begun[review.goal_of]),
                "end_date": dates(np.full(count, review.end)),
                "progress": real(progress),
                "status": pick(["Pending", "In Progress", "Completed", "Archived"], status),
            }
        )
        return "goals", table.filter(pa.array(created <= self.cut))

    def _training(self) -> Iterator[Piece]:
        """One workshop per company and half-year: attended in person, hours recorded; the next one is
        planned.
        """
        staff = self.staff
        names: list[str] = []
        held: list[int] = []
        company: list[int] = []
        guests: list[Ints] = []
        ends = [review.end for review in self.facts.reviews]
        for number, end in enumerate(ends):
            for half, offset in enumerate((-290, -110)):
                for code in (0, 1):
                    date = end + offset + code
                    here = np.flatnonzero(
                        (staff.start < date - 30) & ((staff.end == NO_DAY) | (staff.end > date + 20))
                        & (self.company == code) & (staff.type < CONTRACT)
                    )  # fmt: skip
                    rng = np.random.default_rng([self.facts.seed, 8, number, half, code])
                    size = min(max(len(here) // 12, 3), 4_000, len(here))
                    title = WORKSHOPS[(number * 2 + half) % len(WORKSHOPS)]
                    names.append(f"{title} {cycle_name(end)} {('KIL', 'KEB')[code]}")
                    held.append(date)
                    company.append(code)
                    guests.append(np.sort(rng.permutation(here)[:size]))
        planned = self.history.as_of + 45
        names.append(f"Lean Basics {cycle_name(self.history.as_of + 365)} KIL")
        held.append(planned)
        company.append(0)
        guests.append(guests[-2][staff.end[guests[-2]] == NO_DAY])
        when = ints(held)
        created = office_time(when - 60, np.arange(len(when)))
        created[-1] = office_time(ints([self.history.as_of - 20]), ints([0]))[0]
        keep = created <= self.cut
        is_done = when < self.today
        yield (
            "training_events",
            pa.table(
                {
                    **self._document(
                        pa.array(names, TEXT),
                        created,
                        (when + 1) * DAY_MICROSECONDS,
                        is_done.astype(np.int64),
                    ),
                    "event_name": pa.array(names, TEXT),
                    "training_program": constant(PROGRAM, len(names), TEXT),
                    "event_status": pick(["Scheduled", "Completed"], is_done.astype(np.int64)),
                    "type": constant("Workshop", len(names), TEXT),
                    "company": pick(self.company_names, ints(company)),
                    "start_time": moments(when * DAY_MICROSECONDS + 9 * 3_600_000_000),
                    "end_time": moments(when * DAY_MICROSECONDS + 16 * 3_600_000_000 + 1_800_000_000),
                    "has_certificate": whole(np.zeros(len(names))),
                    "amended_from": pa.nulls(len(names), TEXT),
                }
            ).filter(pa.array(keep)),
        )
        owner = np.repeat(np.arange(len(names)), [len(rows) for rows in guests])
        rows = np.concatenate(guests)
        index = np.concatenate([np.arange(1, len(group) + 1) for group in guests])
        is_absent = (rows * 31 + owner) % 10 == 0
        shown = keep[owner]
        # Frappe marks who gave feedback, and moves no time of the event.
        thanked = office_time(when[owner] + 3, rows)
        has_thanked = is_done[owner] & ~is_absent & (rows % 3 == 0)
        yield (
            "training_event_employees",
            pa.table(
                {
                    "parent": pa.array(names, TEXT).take(pa.array(owner)),
                    "parentfield": constant("employees", len(owner), TEXT),
                    "idx": whole(index),
                    "employee": self.employee.take(pa.array(rows)),
                    "employee_name": self.full_name.take(pa.array(rows)),
                    "status": pick(
                        ["Open", "Completed", "Feedback Submitted"],
                        (is_done[owner] & ~is_absent).astype(np.int64)
                        + (has_thanked & (thanked <= self.cut)),
                    ),
                    "attendance": pick(["Present", "Absent"], (is_done[owner] & is_absent).astype(np.int64)),
                    "is_mandatory": whole(np.zeros(len(owner))),
                }
            ).filter(pa.array(shown)),
        )
        given = np.flatnonzero(has_thanked)
        given = given[np.argsort(thanked[given], kind="stable")]
        feedback = pa.table(
            {
                **self._document(labels("HR-TRF-2026-", np.arange(1, len(given) + 1), 5), thanked[given]),
                "employee": self.employee.take(pa.array(rows[given])),
                "employee_name": self.full_name.take(pa.array(rows[given])),
                "training_event": pa.array(names, TEXT).take(pa.array(owner[given])),
                "amended_from": pa.nulls(len(given), TEXT),
            }
        )
        yield "training_feedbacks", feedback.filter(pa.array(thanked[given] <= self.cut))
        results = labels("HR-TRR-2026-", np.arange(1, len(names) + 1), 5)
        settled = office_time(when + 2, np.arange(len(when)))
        finished = is_done & (settled <= self.cut)
        yield (
            "training_results",
            pa.table(
                {
                    **self._document(results, settled),
                    "training_event": pa.array(names, TEXT),
                    "amended_from": pa.nulls(len(names), TEXT),
                }
            ).filter(pa.array(finished)),
        )
        yield (
            "training_result_employees",
            pa.table(
                {
                    "parent": results.take(pa.array(owner)),
                    "parentfield": constant("employees", len(owner), TEXT),
                    "idx": whole(index),
                    "employee": self.employee.take(pa.array(rows)),
                    "employee_name": self.full_name.take(pa.array(rows)),
                    "hours": real(np.where(is_absent, 0.0, 7.5)),
                    "grade": pick(["A", "B", "Pass", "7.5/10"], np.where(is_absent, -1, rows % 4)),
                }
            ).filter(pa.array(finished[owner] & ~is_absent)),
        )

    def _exit_interviews(self) -> Piece:
        """Talks with two in three leavers, two days before their last; what was said is nobody's business."""
        staff = self.staff
        row = np.flatnonzero((staff.end != NO_DAY) & (staff.reason != 11) & (staff.person % 3 > 0))
        row = row[np.argsort(self.exit_time[row], kind="stable")]
        held, created = (staff.end[row] - 2) * DAY_MICROSECONDS, self.exit_time[row]
        is_held = np.maximum(held, created) <= self.cut
        table = pa.table(
            {
                **self._document(
                    labels("HR-EXIT-INT-", np.arange(1, len(row) + 1), 5),
                    created,
                    held,
                    is_held.astype(np.int64),
                ),
                "employee": self.employee.take(pa.array(row)),
                "employee_name": self.full_name.take(pa.array(row)),
                "company": pick(self.company_names, self.company[row]),
                "status": pick(["Scheduled", "Completed"], is_held.astype(np.int64)),
                "date": dates(staff.end[row] - 2),
                "relieving_date": dates(staff.end[row]),
                "employee_status": pick(["", "Exit Confirmed"], is_held.astype(np.int64)),
                "amended_from": pa.nulls(len(row), TEXT),
            }
        )
        return "exit_interviews", table.filter(pa.array(created <= self.cut))

    def _skills(self) -> Iterator[Piece]:
        """A skill map for everybody after probation, seen again at the end of each review; one has a skill more."""
        staff = self.staff
        seen = staff.start + 180
        for review in self.facts.reviews:
            is_again = (review.end < self.today) & (staff.start + 180 < review.end)
            seen = np.where(is_again & ((staff.end == NO_DAY) | (staff.end > review.end)), review.end, seen)
        created = office_time(staff.start + 180, np.arange(staff.count))
        modified = np.maximum(created, (seen + 1) * DAY_MICROSECONDS)
        is_mapped = (created <= self.cut) & ((staff.end == NO_DAY) | (staff.end > staff.start + 180))
        table = pa.table(
            {
                **self._document(self.employee, created, modified, 0),
                "employee": self.employee,
                "employee_name": self.full_name,
            }
        )
        yield "employee_skill_maps", table.filter(pa.array(is_mapped))
        expert = np.array([self._sole_expert()])
        expert = expert[is_mapped[expert]]
        row = np.concatenate([np.repeat(np.flatnonzero(is_mapped), SKILLS_EACH), expert])
        step = np.concatenate(
            [np.tile(np.arange(SKILLS_EACH), int(is_mapped.sum())), SKILLS_EACH + 0 * expert]
        )
        is_rare = step == SKILLS_EACH
        skill = np.where(is_rare, len(SKILLS), (staff.designation[row] + step) % len(SKILLS))
        level = np.where(is_rare, 5, 2 + (staff.person[row] * 13 + step * 7) % 4)
        yield (
            "employee_skills",
            pa.table(
                {
                    "parent": self.employee.take(pa.array(row)),
                    "parentfield": constant("employee_skills", len(row), TEXT),
                    "idx": whole(step + 1),
                    "skill": pick((*SKILLS, self.facts.truths.truths["sole_expert"]["skill"]), skill),
                    "proficiency": real(level / 5),
                    "evaluation_date": dates(seen[row]),
                }
            ),
        )

    def _sole_expert(self) -> int:
        """The employment of who has served longest in the planted team."""
        unit = self.units.row(self.facts.truths.truths["sole_expert"]["unit"])
        seats = np.flatnonzero(self.history.seat_unit == unit)
        rows = self.history.occupant[seats]
        rows = rows[(rows >= 0) & (self.staff.type[rows] <= PART_TIME)]
        return int(rows[np.argmin(self.staff.start[rows])])

    def _absences(self) -> Iterator[Piece]:
        """Leave applications, approved two days after they were made, and the attendance of recent days."""
        taken = leaves(self.facts)
        row, count = taken.row, len(taken.row)
        created = office_time(taken.posted, row)
        approved = (taken.posted + 2) * DAY_MICROSECONDS
        is_cancelled = (taken.cancelled != NO_DAY) & (taken.cancelled * DAY_MICROSECONDS <= self.cut)
        is_approved = approved <= self.cut
        modified = np.where(is_cancelled, taken.cancelled * DAY_MICROSECONDS, approved)
        word = np.where(is_cancelled, 3, np.where(is_approved, 1 + taken.is_rejected, 0))
        names = join("HR-LAP-", _years(taken.posted), labels("-", np.arange(1, count + 1), 5))
        is_half = taken.days == 0.5
        company = pick(self.company_names, self.company[row])
        table = pa.table(
            {
                **self._document(
                    names, created, modified, np.where(is_cancelled, 2, is_approved.astype(np.int64))
                ),
                "employee": self.employee.take(pa.array(row)),
                "employee_name": self.full_name.take(pa.array(row)),
                "company": company,
                "leave_type": pick(LEAVE_TYPES, taken.kind),
                "from_date": dates(taken.start),
                "to_date": dates(taken.end),
                "half_day": whole(is_half),
                "half_day_date": dates(np.where(is_half, taken.start, NO_DAY)),
                "total_leave_days": real(taken.days),
                "posting_date": dates(taken.posted),
                "status": pick(["Open", "Approved", "Rejected", "Cancelled"], word),
                "amended_from": pa.nulls(count, TEXT),
            }
        )
        yield "leave_applications", table.filter(pa.array(created <= self.cut))
        seen = attendance(self.facts, taken)
        made = seen.day * DAY_MICROSECONDS + 64_800_000_000 + seen.row * 1_000
        hours = np.select([seen.status <= ABSENT, seen.status == HALF_DAY], [8.0, 4.0], 8.0)
        hours = np.where((seen.status == ABSENT) | (seen.status == ON_LEAVE), 0.0, hours)
        leave = np.where(seen.leave >= 0, taken.kind[seen.leave], -1)
        days = pa.table(
            {
                **self._document(labels("HR-ATT-2026-", np.arange(1, len(seen.row) + 1), 5), made),
                "employee": self.employee.take(pa.array(seen.row)),
                "employee_name": self.full_name.take(pa.array(seen.row)),
                "company": pick(self.company_names, self.company[seen.row]),
                "attendance_date": dates(seen.day),
                "status": pick(ATTENDANCE, seen.status),
                "working_hours": real(hours),
                "leave_type": pick(LEAVE_TYPES, leave),
                "leave_application": names.take(pa.array(seen.leave, mask=seen.leave < 0)),
                "late_entry": whole((seen.status == PRESENT) & ((seen.row + seen.day) % 17 == 0)),
                "early_exit": whole(np.zeros(len(seen.row))),
                "amended_from": pa.nulls(len(seen.row), TEXT),
            }
        )
        yield "attendances", days.filter(pa.array(made <= self.cut))

    def _slips(self) -> Iterator[Piece]:
        """Salary slips, of the European company but for one that is planted, in pieces of a month and company."""
        facts = self.facts
        issued = np.zeros(self.staff.count, dtype=np.int64)
        # Beside the total stands what the employer pays: an earning that the slip does not add up.
        earnings = [name for name, _ in (*EURO_EARNINGS, *EURO_EMPLOYER)]
        deductions = [name for name, _ in EURO_DEDUCTIONS]
        short = dict((*EURO_EARNINGS, *EURO_EMPLOYER, *EURO_DEDUCTIONS))
        for month in slip_months(facts.organisation, facts.history, facts.salaries, facts.years, facts.seed):
            row, count = month.row, len(month.row)
            created = office_time(np.full(count, month.end - 2), row)
            if not count or created.max() > self.cut:
                continue
            issued[row] += 1
            names = join("Sal Slip/", self.employee.take(pa.array(row)), labels("/", issued[row], 5))
            share = month.paid_days / (month.paid_days + month.unpaid_days)
            last = np.where(
                self.staff.end[row] == NO_DAY, month.end, np.minimum(self.staff.end[row], month.end)
            )
            begin = np.maximum(self.staff.start[row], month.start)
            worked = np.busday_count(
                begin.astype("datetime64[D]"), (last + 1).astype("datetime64[D]")
            ).astype(np.float64)
            working = float(
                np.busday_count(np.datetime64(month.start, "D"), np.datetime64(month.end + 1, "D"))
            )
            payment = np.round(worked * share, 1)
            yield (
                "salary_slips",
                pa.table(
                    {
                        **self._document(names, created),
                        "employee": self.employee.take(pa.array(row)),
                        "employee_name": self.full_name.take(pa.array(row)),
                        "department": pick(self.vocabulary[0], self.staff.unit[row]),
                        "designation": pick(self.vocabulary[1], self.staff.designation[row]),
                        "company": constant(self.company_names[month.company], count, TEXT),
                        "status": constant("Submitted", count, TEXT),
                        "start_date": dates(np.full(count, month.start)),
                        "end_date": dates(np.full(count, month.end)),
                        "posting_date": dates(np.full(count, month.end)),
                        "currency": constant(self.currencies[month.company], count, TEXT),
                        "exchange_rate": money(np.full(count, 100)),
                        "total_working_days": real(np.full(count, working)),
                        "payment_days": real(payment),
                        "leave_without_pay": real(np.round(worked - payment, 1)),
                        "gross_pay": money(month.gross),
                        "total_deduction": money(month.deducted),
                        "net_pay": money(month.net),
                        "amended_from": pa.nulls(count, TEXT),
                    }
                ),
            )
            for field, components, amounts in (
                ("earnings", earnings, np.concatenate([month.earnings, month.employer], axis=1)),
                ("deductions", deductions, month.deductions),
            ):
                filled = amounts != 0
                which, place = np.nonzero(filled)
                yield (
                    "salary_details",
                    pa.table(
                        {
                            "parent": names.take(pa.array(which)),
                            "parentfield": constant(field, len(which), TEXT),
                            "idx": whole(np.cumsum(filled, axis=1)[which, place]),
                            "salary_component": pick(components, place),
                            "abbr": pick([short[name] for name in components], place),
                            "amount": money(amounts[which, place]),
                            "do_not_include_in_total": whole(
                                (field == "earnings") & (place >= len(EURO_EARNINGS))
                            ),
                            "statistical_component": whole(np.zeros(len(which))),
                        }
                    ),
                )


def _years(days: Ints) -> pa.Array:
    """The year of each day, as text."""
    return pa.array(days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970).cast(TEXT)


def _ratings(field: str, parents: pa.Array, tenths: Ints, keep: Bools) -> pa.Table:
    """Star ratings below documents, a row per criterion."""
    owner = np.repeat(np.flatnonzero(keep), len(CRITERIA))
    steps = np.tile(np.arange(len(CRITERIA)), int(keep.sum()))
    return pa.table(
        {
            "parent": parents.take(pa.array(owner)),
            "parentfield": constant(field, len(owner), TEXT),
            "idx": whole(steps + 1),
            "criteria": pick(CRITERIA, steps),
            "per_weightage": real(np.array(CRITERIA_WEIGHTS)[steps]),
            "rating": real(tenths[owner, steps] / 10),
        }
    )
