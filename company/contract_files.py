"""The invented employer as nothing but files of the canonical contract: a company without any connector.

Belongs here: the same truth as the sources tell, one query per entity of the contract over what they would
deliver; assignments come from the real history. Does not belong here: that truth (the world's parts), how
ingestion reads files.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from company import limesurvey, moodle
from company.columns import dates, pick, whole
from company.files import register_tables, write_csv
from company.frappe import Piece, Site
from company.pay import payroll
from company.planning import Rows
from company.raw_shapes import RAW_SCHEMAS
from company.simulation import CONTRACT, FULL_TIME, INTERN, INVOLUNTARY, PART_TIME, REASONS, VOLUNTARY
from company.world import World

RESCINDED = REASONS.index("Offer rescinded")
UNKNOWN_REASON = REASONS.index("See personnel file")
COUNTRIES = ("IN", "NL")
MANDATORY_COURSES = ("COC-100",)
PAY_CLASSES = {
    "Overtime": "overtime",
    "Bonus": "variable",
    "HRA": "allowance",
    "Special Allowance": "allowance",
    "Conveyance": "allowance",
    "Holiday Allowance": "allowance",
    "Employer Pension": "statutory_er",
    "Employer Social Security": "statutory_er",
}

# The employment of an employee record, by the name under which Frappe HR knows it.
_STAFF = """
create view staff as
select e.name, s.*, e.employee_number, e.company, e.ctc
from employees e join spells s using ("row")
"""

_QUERIES: dict[str, str] = {
    "companies": """
        select c.name as company_id, c.name as company_name, c.default_currency as currency, k.country
        from companies c join countries k using (name)""",
    "org_units": """
        select coalesce(company, '*') as company_id, name as org_unit_id, department_name as org_unit_name,
            parent_department as parent_org_unit_id, disabled = 0 as is_active
        from departments""",
    "jobs": "select '*' as company_id, name as job_id, name as job_title from designations",
    "persons": """
        select company as company_id, employee_number, employee_name as full_name, company_email as work_email,
            case gender when 'Male' then 'male' when 'Female' then 'female' end as gender,
            date_of_birth as birth_date,
            min(date_of_joining) over (partition by employee_number) as original_hire_date
        from employees
        qualify row_number() over (partition by employee_number order by date_of_joining desc) = 1""",
    "employments": """
        select company as company_id, employee_number, date_of_joining as start_date,
            relieving_date as end_date, worker_type, employment_type as contract_type,
            resignation_letter_date as notice_date,
            case when relieving_date is not null then exit_type end as exit_type,
            reason_for_leaving as exit_reason,
            relieving_date is not null and is_rescinded as is_rescinded
        from employees join spells using ("row")""",
    "assignments": """
        select s.company as company_id, s.employee_number,
            greatest(a.valid_from, e.date_of_joining) as valid_from,
            coalesce(
                lead(a.valid_from) over (partition by s."row" order by a.valid_from), e.relieving_date + 1
            ) as valid_to,
            a.unit as org_unit_id, m.employee_number as manager_employee_number,
            a.designation as job_id, a.grade as grade_id, a.branch as location, s.fte
        from assignments a join staff s using ("row") join employees e on e."row" = s."row"
        left join employees m on m."row" = a.manager
        where not s.is_rescinded or e.relieving_date is null""",
    "movement_events": """
        select s.company as company_id, s.employee_number, d.movement_type, d.movement_date,
            coalesce(f.employee_number, d.current) as from_value, coalesce(t.employee_number, d.new) as to_value,
            d.source_document
        from (
            select p.name as source_document, p.employee, p.promotion_date as movement_date, i.current, i.new,
                'promotion' as movement_type
            from employee_promotions p join employee_promotion_details i on i.parent = p.name
            where p.docstatus = 1 and i.fieldname = 'grade'
            union all
            select p.name, p.employee, p.transfer_date, i.current, i.new,
                if(i.fieldname = 'department', 'transfer', 'manager_change')
            from employee_transfers p join employee_transfer_details i on i.parent = p.name
            where p.docstatus = 1 and i.fieldname in ('department', 'reports_to')
        ) d join staff s on s.name = d.employee
        left join employees f on f.name = d.current
        left join employees t on t.name = d.new
        qualify row_number() over (
            partition by s.employee_number, d.movement_type, d.movement_date order by d.source_document
        ) = 1""",
    "absences": """
        select s.company as company_id, l.name as absence_id, s.employee_number, l.leave_type as absence_type,
            l.from_date, l.to_date, l.total_leave_days as absence_days, t.is_lwp = 0 as is_paid,
            l.posting_date >= l.from_date as is_unplanned
        from leave_applications l join leave_types t on t.name = l.leave_type join staff s on s.name = l.employee
        where l.docstatus = 1 and l.status = 'Approved'""",
    "attendance_days": """
        select s.company as company_id, s.employee_number, a.attendance_date,
            case a.status
                when 'Present' then 'present' when 'Work From Home' then 'remote' when 'Half Day' then 'half_day'
                when 'On Leave' then 'on_leave' when 'Absent' then 'absent'
            end as status,
            a.working_hours
        from attendances a join staff s on s.name = a.employee
        where a.docstatus = 1""",
    "comp_bases": """
        select s.company as company_id, s.employee_number, a.from_date as valid_from, a.base as base_amount,
            'month' as frequency, a.currency, coalesce(s.fte, 1) as fte_basis,
            -- Frappe HR keeps one cost to company, as of now.
            if(a.from_date = max(a.from_date) over (partition by a.employee), nullif(s.ctc, 0), null) as ctc_annual
        from salary_structure_assignments a join staff s on s.name = a.employee
        where a.docstatus = 1
        qualify row_number() over (
            partition by s.employee_number, a.from_date order by a.creation desc, a.name desc
        ) = 1""",
    "pay_runs": """
        select company_id, employee_number, period_start, period_end, max(pay_date) as pay_date, currency,
            sum(gross) as gross_amount, sum(deducted) as deduction_amount, sum(net) as net_amount,
            sum(paid_days) as paid_days, sum(lop_days) as lop_days
        from (
            select company as company_id, employee_number, period_start, period_end, pay_date, currency,
                gross_pay as gross, total_deduction as deducted, net_pay as net, paid_days, lop_days
            from register_rows
            union all
            select s.company, s.employee_number, p.start_date, p.end_date, p.posting_date, p.currency,
                p.gross_pay, p.total_deduction, p.net_pay, p.payment_days, p.leave_without_pay
            from salary_slips p join staff s on s.name = p.employee
            where p.docstatus = 1
        ) group by all""",
    "pay_items": """
        select company_id, employee_number, period_start, period_end, component_code,
            coalesce(k.component_class, if(is_deduction, 'deduction', 'base')) as component_class,
            sum(amount) as amount, currency
        from (
            select r.company as company_id, r.employee_number, r.period_start, r.period_end,
                l.component as component_code, l.is_deduction, l.amount, r.currency
            from register_lines l join register_rows r using (file_hash, row_number)
            union all
            select s.company, s.employee_number, p.start_date, p.end_date,
                d.salary_component, d.parentfield = 'deductions', d.amount, p.currency
            from salary_details d join salary_slips p on p.name = d.parent
            join staff s on s.name = p.employee
            where p.docstatus = 1
        ) left join pay_classes k using (component_code)
        group by all""",
    "review_cycles": """
        select '*' as company_id, name as cycle_id, start_date as cycle_start, end_date as cycle_end,
            case when status = 'Completed' then end_date end as closed_date
        from appraisal_cycles""",
    "reviews": """
        with ratings as (
            -- A score that Frappe HR averaged with a part nobody gave is no rating.
            select employee, appraisal_cycle, 'final' as review_type, null as reviewer,
                if(total_score > 0 and self_score > 0 and avg_feedback_score > 0, final_score, null) as rating_value,
                modified as rated_at
            from appraisals where docstatus = 1
            union all
            select employee, appraisal_cycle, 'self', employee, nullif(self_score, 0), modified
            from appraisals where docstatus = 1
            union all
            select f.employee, f.appraisal_cycle,
                if(a.manager = r."row", 'manager', 'peer'), f.reviewer, f.total_score, f.added_on
            from performance_feedbacks f
            join appraisal_cycles c on c.name = f.appraisal_cycle
            join employees e on e.name = f.employee
            join employees r on r.name = f.reviewer
            asof left join assignments a on a."row" = e."row" and a.valid_from <= c.end_date
            where f.docstatus = 1
        )
        select s.company as company_id, appraisal_cycle as cycle_id, s.employee_number, review_type,
            w.employee_number as reviewer_employee_number, 'submitted' as status, rating_value,
            0 as scale_min, 5 as scale_max, cast(rated_at as date) as submitted_date
        from ratings join staff s on s.name = employee left join staff w on w.name = reviewer""",
    "review_items": """
        select s.company as company_id, a.appraisal_cycle as cycle_id, s.employee_number,
            'final' as review_type, 'kra' as item_type, k.kra as item_id, k.per_weightage as weight,
            k.goal_score as score, k.per_weightage as score_max, k.goal_completion as completion_pct
        from appraisal_kras k join appraisals a on a.name = k.parent join staff s on s.name = a.employee
        where a.docstatus = 1""",
    "goals": """
        select s.company as company_id, g.name as goal_id, g.goal_name as title, s.employee_number,
            g.appraisal_cycle as cycle_id, g.kra as kra_id, g.parent_goal as parent_goal_id,
            'committed' as kind, 'progress_only' as measure, lower(replace(g.status, ' ', '_')) as status,
            g.progress as progress_pct, g.start_date, g.end_date
        from goals g join staff s on s.name = g.employee""",
    "person_competencies": """
        select s.company as company_id, s.employee_number, k.skill as competency_id,
            round(k.proficiency * 5, 4) as competency_level, k.evaluation_date as assessed_date
        from employee_skills k join employee_skill_maps m on m.name = k.parent join staff s on s.name = m.employee
        qualify row_number() over (
            partition by s.employee_number, k.skill, k.evaluation_date order by k.idx desc
        ) = 1""",
    "learning_items": """
        select '*' as company_id, cast(id as varchar) as learning_item_id, fullname as item_name,
            shortname in (select shortname from mandatory_courses) as is_mandatory
        from courses where id <> 1
        union all
        select company, name, event_name, false from training_events where docstatus < 2""",
    "learning_records": """
        with met as (
            select courseid, userid, count(*) filter (complete) as met_count,
                cast(to_timestamp(max(timecompleted) filter (complete)) at time zone 'UTC' as date) as last_date,
                cast(to_timestamp(min(timecompleted) filter (complete)) at time zone 'UTC' as date) as first_date
            from completion_criteria group by all
        ),
        failed as (
            select distinct courseid, userid from activity_completions where state = 3
        ),
        totals as (
            select courseid, userid,
                max(round(cast((graderaw - grademin) / nullif(grademax - grademin, 0) as decimal(9, 4)), 4)) as score
            from grade_items where itemtype = 'course' and scaleid is null group by all
        ),
        people as (
            select id as userid, username, idnumber from users
        ),
        numbers as (
            select distinct on (employee_number) employee_number, company, lower(employee_number) as username
            from employees order by employee_number, date_of_joining desc
        )
        select n.company as company_id, n.employee_number, cast(e.courseid as varchar) as learning_item_id,
            1 as attempt,
            case when c.completed then 'completed' when f.userid is not null then 'failed'
                when met.met_count > 0 then 'in_progress' else 'not_started' end as status,
            -- Of a course of which any one criterion is enough the first counts.
            case when c.completed then if(c.aggregation = 2, met.first_date, met.last_date) end as completed_date,
            t.score as score_ratio, null as hours
        from enrolments e
        join course_completions c using (courseid, userid)
        join people p using (userid)
        join numbers n on n.username = p.username
        left join met using (courseid, userid)
        left join failed f using (courseid, userid)
        left join totals t using (courseid, userid)
        where c.errorcode is null
        union all
        select s.company, s.employee_number, a.parent, 1, if(a.attended,
                'completed', 'not_started'),
            case when a.attended then cast(e.end_time as date) end,
            case r.grade when 'A' then 0.95 when 'B' then 0.85 when 'Pass' then null when '7.5/10' then 0.75 end,
            case when a.attended then r.hours end
        from (
            select *, status in ('Completed', 'Feedback Submitted')
                and coalesce(attendance, 'Present') = 'Present' as attended
            from training_event_employees
        ) a
        join training_events e on e.name = a.parent and e.docstatus < 2
        join staff s on s.name = a.employee
        left join training_results h on h.training_event = e.name and h.docstatus = 1
        left join training_result_employees r on r.parent = h.name and r.employee = a.employee""",
    "surveys": """
        select '*' as company_id, cast(sid as varchar) as survey_id, surveyls_title as survey_title,
            if(anonymized = 'Y', 'anonymous', 'confidential') as mode
        from surveys""",
    "survey_items": """
        select '*' as company_id, cast(q.sid as varchar) as survey_id, q.code as question_code,
            min(o.assessment_value) as scale_min, max(o.assessment_value) as scale_max,
            bool_or(q.code = 'ENG[LEAVE]') as is_reverse_keyed
        from asked q join answer_options o on o.sid = q.sid and o.qid = q.scale_qid
        where o.assessment_value is not null
        group by all""",
    "survey_invites": """
        select coalesce(d.company, '*') as company_id, cast(p.sid as varchar) as survey_id,
            cast(p.tid as varchar) as invite_id, p.department as org_unit_id,
            coalesce(p.completed, 'N') <> 'N' as is_completed
        from participants p left join departments d on d.name = p.department""",
    "survey_responses": """
        select coalesce(d.company, '*') as company_id, cast(a.sid as varchar) as survey_id,
            cast(a.response_id as varchar) as response_id, a.question_code, o.assessment_value as answer_value,
            p.department as org_unit_id, nullif(cast(r.submitdate as date), date '1980-01-01') as submitted_date
        from response_answers a
        join asked q on q.sid = a.sid and q.code = a.question_code
        join responses r on r.sid = a.sid and r.id = a.response_id
        left join answer_options o on o.sid = q.sid and o.qid = q.scale_qid and o.code = a.answer
        left join participants p on p.sid = r.sid and p.token = r.token
        left join departments d on d.name = p.department
        where r.submitdate is not null
            and exists (from answer_options s where s.sid = q.sid and s.qid = q.scale_qid
                        and s.assessment_value is not null)
        qualify r.token is null
            or rank() over (partition by a.sid, r.token order by r.submitdate desc, r.id desc) = 1""",
}


def contract_tables(world: World) -> Iterator[Piece]:
    """Every entity the employer knows, a table each, in the contract's columns and types."""
    with duckdb.connect(config={"memory_limit": "2GB", "threads": 2}) as engine:
        site = world.site()
        for name, piece in _sources(world, site):
            engine.register("piece", piece)
            exists = engine.execute("select 1 from duckdb_tables() where table_name = ?", [name]).fetchone()
            engine.execute(f'insert into "{name}" by name select * from piece' if exists
                           else f'create table "{name}" as select * from piece')  # fmt: skip
            engine.unregister("piece")
        engine.execute(_STAFF)
        # Who is planted as paid by two systems is paid by one here: there is but one.
        engine.execute(
            """delete from salary_slips where exists (
                from register_rows r join staff s using (employee_number)
                where s.name = salary_slips.employee and r.period_end = salary_slips.end_date
                    and r.company = salary_slips.company)"""
        )
        engine.execute(
            """create view asked as
            select q.sid, coalesce(p.title || '[' || q.title || ']', q.title) as code,
                coalesce(p.qid, q.qid) as scale_qid
            from questions q left join questions p on p.sid = q.sid and p.qid = q.parent_qid"""
        )
        for entity, query in _QUERIES.items():
            found = engine.execute(f"select * from ({query}) order by all").to_arrow_table()
            yield entity, _shaped(entity, found)
    for entity, rows in world.canonical.items():
        # Goals and courses of other systems are the files' own here.
        own = [{**row, "source_system": "canonical_files"} if "source_system" in row else row for row in rows]
        yield entity, _shaped(entity, _table(entity, own))


def write(world: World, folder: Path) -> None:
    """Write `<entity's table>.csv` for every entity the employer knows; the same world writes the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for entity, table in contract_tables(world):
        columns = [column.to_pylist() for column in table.columns]
        write_csv(folder / f"{entity}.csv", [table.column_names, *map(list, zip(*columns))])


def _sources(world: World, site: Site) -> Iterator[Piece]:
    """What the connectors would deliver, the real assignments and a few lists."""
    yield from site.tables()
    yield from moodle.tables(world, site, world.utc_seconds(None))
    yield from limesurvey.tables(world, site, site.cut)
    for month in payroll(world.organisation, world.history, world.salaries, world.years, world.seed):
        if month.company == 0:
            for _, name, piece in register_tables(world, site, month):
                yield name, piece
    yield "spells", _spells(site)
    yield "assignments", _assignments(site)
    yield "countries", pa.table({"name": site.company_names, "country": list(COUNTRIES)})
    yield "mandatory_courses", pa.table({"shortname": list(MANDATORY_COURSES)})
    yield (
        "pay_classes",
        pa.table({"component_code": list(PAY_CLASSES), "component_class": list(PAY_CLASSES.values())}),
    )


def _spells(site: Site) -> pa.Table:
    """What the contract calls each employment's kind and end."""
    staff = site.staff
    kinds = {FULL_TIME: 0, PART_TIME: 0, CONTRACT: 1, INTERN: 2}
    kind = np.array([kinds[code] for code in staff.type.tolist()])
    exit_type = np.select(
        [
            np.isin(staff.reason, VOLUNTARY),
            np.isin(staff.reason, INVOLUNTARY),
            staff.reason == UNKNOWN_REASON,
        ],
        [0, 1, -1],
        2,
    )
    share = np.select([staff.type == FULL_TIME, staff.type == PART_TIME], [1.0, 0.5], np.nan)
    return pa.table(
        {
            "row": whole(np.arange(staff.count)),
            "worker_type": pick(["employee", "contingent", "intern"], kind),
            "fte": pa.array(share, pa.float64(), from_pandas=True),
            "exit_type": pick(["voluntary", "involuntary", "other"], exit_type),
            "is_rescinded": pa.array(staff.reason == RESCINDED),
        }
    )


def _assignments(site: Site) -> pa.Table:
    """The state of every employment from its first day and from each change that is known and in force."""
    staff, changes = site.staff, site.history.changes
    first = np.stack(
        [staff.columns[f"first_{name}"] for name in ("unit", "designation", "grade", "branch", "manager")],
        axis=1,
    )
    known = site.known_changes()
    order = known[np.argsort(changes.date[known], kind="stable")]
    row = np.concatenate([np.arange(staff.count), changes.row[order]])
    start = np.concatenate([staff.start, changes.date[order]])
    state = np.concatenate([first, changes.new[order]])
    table = pa.table(
        {
            "row": whole(row),
            "valid_from": dates(start),
            **{
                name: pick(site.vocabulary[place], state[:, place])
                for place, name in enumerate(("unit", "designation", "grade", "branch"))
            },
            "manager": whole(state[:, 4], state[:, 4] < 0),
        }
    )
    # Of two changes on one day the later one stands.
    last = {(owner, day): place for place, (owner, day) in enumerate(zip(row.tolist(), start.tolist()))}
    return table.take(pa.array(sorted(last.values())))


def _table(entity: str, rows: Rows) -> pa.Table:
    """A canonical file's rows as a table."""
    return pa.Table.from_pylist(rows, schema=RAW_SCHEMAS["canonical_files"][entity])


def _shaped(entity: str, found: pa.Table) -> pa.Table:
    """The table in the contract's columns and types; what the employer does not know is empty."""
    schema = RAW_SCHEMAS["canonical_files"][entity]
    columns = [
        found[item.name].cast(item.type)
        if item.name in found.column_names
        else pa.nulls(len(found), item.type)
        for item in schema
    ]
    return pa.table(columns, schema=schema)
