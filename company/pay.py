"""Pay: salaries with their dates, and what each month's payroll pays of them.

Belongs here: base pay and its rises, the planted pay gap, the arithmetic of a payslip. Does not belong
here: files and documents. Money is integer hundredths (paise, cents); `base` is monthly at the person's own
working time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from company.cast import CAST
from company.columns import NO_DAY, Floats, Ints, day, ints
from company.organisation import RANGE_GROWTH, Organisation, midpoint
from company.reviews import Reviews
from company.simulation import CONTRACT, INTERN, PART_TIME, History, month_starts
from company.truths import Truths, month_day

EARNINGS = ("Basic", "HRA", "Special Allowance", "Conveyance", "Overtime", "Bonus", "Arrears")
DEDUCTIONS = ("PF", "Professional Tax", "TDS")
EURO_EARNINGS = (("Basic", "B"), ("Holiday Allowance", "HA"), ("Bonus", "BON"), ("Arrears", "ARR"))
EURO_DEDUCTIONS = (("Pension", "PEN"), ("Wage Tax", "WT"))
# What the employer pays beside the salary, on the slip but in no total of it, as parts of gross pay in hundredths.
EURO_EMPLOYER = (("Employer Pension", "EPEN"), ("Employer Social Security", "ESS"))
EURO_EMPLOYER_RATES = (12, 9)
AMENDED_FROM, AMENDED_CANCELLED = "2025-10-01", "2025-11-12"
# Planted differences between payroll and the HR system, by what they do to a month's payroll.
UNPAID = ("employed_not_paid", "joined_after_cutoff")
PAID_FOR_NOTHING = ("paid_after_exit", "paid_not_employed")
SETTLED, WRONG_AMOUNT, PAID_TWICE = "final_settlement", "amount_differs", "pay_in_both_systems"
WRONG_PERCENT = 92
NEVER = 10**6  # a day after every other


@dataclass(frozen=True)
class PayDifference:
    """A month in which payroll pays employment `row` other than the HR system says; `start` is its first day.

    `surplus` is what a salary slip of the HR system says more than the register, in hundredths.
    """

    kind: str
    row: int
    start: int
    surplus: int


@dataclass
class Salaries:
    """Monthly base from a day, in order of day and employment; the next one of the same employment ends it.

    `wrong` holds, where not 0, the base of an assignment that was cancelled and amended by this one.
    `differences` are the planted months in which payroll does not follow.
    """

    row: Ints
    date: Ints
    entered: Ints
    base: Ints
    wrong: Ints
    differences: tuple[PayDifference, ...]


@dataclass
class PayMonth:
    """One company's payroll of one month: a row per employment, a column per component, all in hundredths.

    `employer` is what the employer pays beside it, columns as EURO_EMPLOYER; a register of the Indian company has none.
    """

    start: int
    end: int
    company: int
    row: Ints
    month_days: int
    paid_days: Floats
    unpaid_days: Floats
    earnings: Ints
    deductions: Ints
    employer: Ints
    gross: Ints
    deducted: Ints
    net: Ints


def company_of(organisation: Organisation, history: History) -> Ints:
    """The legal company of each employment."""
    return np.maximum(ints(organisation.units.company)[history.staff.unit], 0)


def salaries(
    organisation: Organisation, history: History, reviews: list[Reviews], truths: Truths
) -> Salaries:
    """Base pay of everybody over time: a starting salary, a rise each April by rating, a rise with
    each promotion.
    """
    staff, years = history.staff, len(reviews)
    company = company_of(organisation, history)
    begins = np.maximum(staff.start, history.first_day)
    year = np.clip((begins - history.first_day) // 365.25, 0, years - 1).astype(np.int64)
    is_cast = staff.cast >= 0
    factor = np.where(
        (staff.gender == 1) & ~is_cast, 1 + truths.truths["gender_pay_gap"]["base_ratio"], 1.0
    ) * np.where(staff.type == PART_TIME, truths.workforce["part_time_fte"], 1.0)
    annual = staff.standing * midpoint(company, staff.first_grade, np.where(is_cast, 0, years - 1 - year))
    annual = np.where(staff.type == INTERN, annual * 0.6, annual)
    parts = [(np.arange(staff.count), begins, _monthly(annual * factor, company))]
    current = parts[0][2].copy()
    starts = month_starts(history.as_of, years)
    changes = history.changes
    promoted = np.flatnonzero(changes.is_promotion)
    month_of = np.searchsorted(starts, changes.date[promoted], side="right") - 1
    rating = np.full(staff.count, np.nan)
    gone = np.where(staff.end == NO_DAY, history.as_of + 400, staff.end)
    for month in range(1, len(starts) - 1):
        number = month // 12
        if month % 12 == 0:
            rating[reviews[number - 1].row] = reviews[number - 1].final_score
            rows = np.flatnonzero((staff.start < starts[month] - 89) & (gone >= starts[month]) & ~is_cast)
            rows = rows[staff.type[rows] != INTERN]
            grade, since = _grade_at(history, rows, int(starts[month])), years - number
            compa = annual[rows] / midpoint(company[rows], grade, since)
            score = rating[rows]
            merit = np.select([score >= 4.0, score >= 3.5, score >= 3.0], [0.045, 0.03, 0.015], 0)
            growth = np.array(RANGE_GROWTH)[company[rows]] * np.where(score < 2.5, 0.5, 1)
            drawn = annual[rows] * (1 + growth + merit * np.clip((1.14 - compa) / 0.14, 0, 1.3))
            annual[rows] = np.maximum(drawn, 0.87 * midpoint(company[rows], grade, since - 1))
            _append(parts, current, rows, np.full(len(rows), starts[month]), annual, factor, company)
        here = promoted[month_of == month]
        rows, grade = changes.row[here], changes.new[here, 2]
        middle = midpoint(company[rows], grade, years - 1 - number)
        annual[rows] = np.clip(annual[rows] * 1.1, 0.88 * middle, np.maximum(1.1 * middle, annual[rows]))
        _append(parts, current, rows, changes.date[here], annual, factor, company)
    row, date, base = (np.concatenate(columns) for columns in zip(*parts))
    founded = np.maximum(staff.hire_entered[row], history.first_day - 11)
    entered = np.where(date == begins[row], founded, date - 5)
    wrong = np.zeros(len(row), dtype=np.int64)
    for number, member in enumerate(CAST):
        if member.number == "CAST-AMENDED-SALARY":
            mine = np.flatnonzero(staff.cast == number)[0]
            right = int(current[mine] * 1.08) // 10_000 * 10_000
            row, date, base = np.append(row, mine), np.append(date, day(AMENDED_FROM)), np.append(base, right)
            entered = np.append(entered, day(AMENDED_CANCELLED))
            wrong = np.append(wrong, right + 1_500_000)
        if member.promotion_entered:
            late = (staff.cast[row] == number) & (date == day(member.promoted or ""))
            entered[late] = day(member.promotion_entered)
    order = np.lexsort((row, date))
    return Salaries(
        row[order],
        date[order],
        entered[order],
        base[order],
        wrong[order],
        tuple(_differences(history, truths)),
    )


def _differences(history: History, truths: Truths) -> Iterator[PayDifference]:
    """The planted differences, a month each; of somebody with several employments the last one is meant."""
    numbers = [member.number for member in CAST]
    for kind in (*UNPAID, *PAID_FOR_NOTHING, SETTLED, WRONG_AMOUNT, PAID_TWICE):
        facts = truths.truths[kind]
        row = int(np.flatnonzero(history.staff.cast == numbers.index(facts["employee"]))[-1])
        for month in facts["months"]:
            yield PayDifference(kind, row, month_day(month), 100 * facts.get("slip_surplus", 0))


def _monthly(annual: Floats, company: Ints) -> Ints:
    """Monthly base in hundredths, to ten rupees or one euro."""
    unit = np.where(company == 0, 1_000, 100)
    return np.round(annual / 12 * 100 / unit).astype(np.int64) * unit


def _append(
    parts: list[tuple[Ints, Ints, Ints]],
    current: Ints,
    rows: Ints,
    date: Ints,
    annual: Floats,
    factor: Floats,
    company: Ints,
) -> None:
    """Add the assignments of `rows` whose base differs from the one in force."""
    base = _monthly(annual[rows] * factor[rows], company[rows])
    differs = base > current[rows]
    parts.append((rows[differs], date[differs], base[differs]))
    current[rows[differs]] = base[differs]


def _grade_at(history: History, rows: Ints, when: int) -> Ints:
    """Grade of `rows` at the close of the day before `when`."""
    changes = history.changes
    earlier = np.flatnonzero((changes.date < when) & (changes.old[:, 2] != changes.new[:, 2]))
    grade = history.staff.first_grade.copy()
    grade[changes.row[earlier]] = changes.new[earlier, 2]
    return grade[rows]


def base_on(pay: Salaries, count: int, when: int) -> Ints:
    """Monthly base in force on day `when` for each of `count` employments, 0 where none."""
    base = np.zeros(count, dtype=np.int64)
    past = np.searchsorted(pay.date, when, side="right")
    base[pay.row[:past]] = pay.base[:past]
    return base


def base_at(pay: Salaries, row: Ints, date: Ints) -> Ints:
    """Monthly base in force of each employment in `row` on each `date`, 0 where none."""
    key = pay.row * 1_000_000 + pay.date
    order = np.argsort(key, kind="stable")
    place = np.searchsorted(key[order], row * 1_000_000 + date, side="right") - 1
    found = order[np.maximum(place, 0)]
    return np.where((place >= 0) & (pay.row[found] == row), pay.base[found], 0)


def payroll(
    organisation: Organisation, history: History, pay: Salaries, years: int, seed: int
) -> Iterator[PayMonth]:
    """Every month's payroll in order of time, company by company.

    The salary of the first of the month (or of the first day) is paid for the days employed less unpaid
    leave; a rise within the month is paid as arrears with the next one. Planted differences are in it.
    """
    staff = history.staff
    company = company_of(organisation, history)
    division = ints(organisation.units.division)[staff.unit]
    last_day = np.where(staff.end == NO_DAY, history.as_of + 9_999, staff.end)
    starts = month_starts(history.as_of, years)
    owed = np.zeros(staff.count, dtype=np.int64)
    for month in range(len(starts) - 1):
        start, end = int(starts[month]), int(starts[month + 1]) - 1
        days = end - start + 1
        here = (staff.start <= end) & (last_day >= start) & (staff.reason != 11)
        opening = base_on(pay, staff.count, start)
        closing = base_on(pay, staff.count, end)
        opening = np.where(staff.start >= start, closing, opening)
        arrears, owed = owed, np.zeros(staff.count, dtype=np.int64)
        past = slice(np.searchsorted(pay.date, start + 1), np.searchsorted(pay.date, end, side="right"))
        late, when = pay.row[past], pay.date[past]
        rise = np.where(staff.start[late] >= start, 0, closing[late] - opening[late])
        owed[late] = rise * (end - when + 1) // days
        rng = np.random.default_rng([seed, 7, month])
        unpaid_draw, overtime_draw = rng.random(staff.count), rng.random(staff.count)
        employed = np.minimum(last_day, end) - np.maximum(staff.start, start) + 1
        unpaid = np.where(
            unpaid_draw < 0.015, np.minimum(1 + (unpaid_draw * 200).astype(np.int64), employed), 0
        )
        for planted in (found for found in pay.differences if found.start == start):
            row = planted.row
            if planted.kind in UNPAID:
                here[row] = False
            elif planted.kind == WRONG_AMOUNT:
                opening[row] = opening[row] * WRONG_PERCENT // 100
            elif planted.kind in PAID_FOR_NOTHING:
                here[row], opening[row] = True, base_on(pay, staff.count, NEVER)[row]
                employed[row], unpaid[row] = days, 0
            elif planted.kind == SETTLED:
                # Leave that was not taken: half a month's base, paid with no day of work.
                here[row], employed[row], unpaid[row] = True, 0, 0
                arrears[row] = opening[row] // 2
        paid = employed - unpaid
        calendar = int(np.datetime64(start, "D").astype("datetime64[M]").astype(int)) % 12 + 1
        works_over = (division == 1) & (staff.grade <= 2) & (overtime_draw < 0.2)
        overtime = np.where(works_over, overtime_draw, 0)
        for code, slip in ((0, _rupees), (1, _euros)):
            rows = np.flatnonzero(here & (company == code))
            earned, deducted = slip(
                opening[rows], paid[rows], days, calendar, staff.type[rows], staff.grade[rows], overtime[rows]
            )
            earned[:, -1] += arrears[rows]
            days_paid, days_unpaid = paid[rows], unpaid[rows]
            if code == 0:
                # A register has one row per person and month, whoever came back within it.
                people, first = np.unique(staff.person[rows], return_inverse=True)
                last = np.zeros(len(people), dtype=np.int64)
                np.maximum.at(last, first, rows)
                earned, deducted = _added(earned, first, len(people)), _added(deducted, first, len(people))
                days_paid = np.bincount(first, days_paid, len(people)).astype(np.int64)
                days_unpaid = np.bincount(first, days_unpaid, len(people)).astype(np.int64)
                rows = last
            gross, taken = earned.sum(axis=1), deducted.sum(axis=1)
            yield PayMonth(
                start=start,
                end=end,
                company=code,
                row=rows,
                month_days=days,
                paid_days=days_paid.astype(float),
                unpaid_days=days_unpaid.astype(float),
                earnings=earned,
                deductions=deducted,
                employer=_employer(gross, staff.type[rows], code),
                gross=gross,
                deducted=taken,
                net=gross - taken,
            )


def slip_months(
    organisation: Organisation, history: History, pay: Salaries, years: int, seed: int
) -> Iterator[PayMonth]:
    """What the HR system itself pays, by salary slip: the European company, and who is planted as paid twice.

    Columns are those of the European slip in both.
    """
    for month in payroll(organisation, history, pay, years, seed):
        if month.company == 1:
            yield month
            continue
        twice = {d.row: d.surplus for d in pay.differences if d.kind == PAID_TWICE and d.start == month.start}
        place = np.flatnonzero(np.isin(month.row, list(twice)))
        if len(place):
            gross = month.gross[place] + ints([twice[row] for row in month.row[place].tolist()])
            taken, nothing = month.deducted[place], np.zeros(len(place), dtype=np.int64)
            yield PayMonth(
                start=month.start,
                end=month.end,
                company=month.company,
                row=month.row[place],
                month_days=month.month_days,
                paid_days=month.paid_days[place],
                unpaid_days=month.unpaid_days[place],
                earnings=np.stack([gross, nothing, nothing, nothing], axis=1),
                deductions=np.stack([nothing, taken], axis=1),
                employer=month.employer[place],
                gross=gross,
                deducted=taken,
                net=gross - taken,
            )


def _employer(gross: Ints, kind: Ints, company: int) -> Ints:
    """The employer's part of each row, columns as EURO_EMPLOYER: contract staff bear their own."""
    rates = ints(EURO_EMPLOYER_RATES) * (company == 1)
    return np.where(kind == CONTRACT, 0, gross)[:, None] * rates // 100


def _added(amounts: Ints, group: Ints, count: int) -> Ints:
    """Rows of `amounts` added up by `group`."""
    result = np.zeros((count, amounts.shape[1]), dtype=np.int64)
    np.add.at(result, group, amounts)
    return result


def _rupees(
    base: Ints, paid: Ints, days: int, calendar: int, kind: Ints, grade: Ints, overtime: Floats
) -> tuple[Ints, Ints]:
    """Earnings and deductions of an Indian register, columns as EARNINGS and DEDUCTIONS."""
    due = base * paid // days
    is_intern = kind == INTERN
    basic = np.where(is_intern, due, due // 2)
    allowance = np.where(is_intern, 0, due // 5)
    conveyance = np.where(is_intern, 0, np.minimum(160_000 * paid // days, due - basic - allowance))
    special = due - basic - allowance - conveyance
    is_employee = kind <= PART_TIME
    bonus = np.where(is_employee & (calendar == 10) & (grade <= 4), base // 2, 0)
    bonus = np.where(is_employee & (calendar == 6) & (grade >= 5), base + base // 5, bonus)
    extra = (base * (overtime * 0.4)).astype(np.int64) // 100 * 100
    earned = np.stack([basic, allowance, special, conveyance, extra, bonus, np.zeros_like(basic)], axis=1)
    fund = np.where(is_employee, np.minimum(basic, 1_500_000) * 12 // 100 // 100 * 100, 0)
    professional = np.where((due > 1_000_000) & ~is_intern, 30_000 if calendar == 2 else 20_000, 0)
    yearly = base * 12
    middle = np.clip(yearly - 120_000_000, 0, 120_000_000) * 15 // 100
    tax = middle + np.clip(yearly - 240_000_000, 0, None) * 30 // 100
    withheld = np.minimum(tax // 12 * paid // days // 100 * 100, due // 2)
    return earned, np.stack([fund, np.minimum(professional, due - fund), withheld], axis=1)


def _euros(
    base: Ints, paid: Ints, days: int, calendar: int, kind: Ints, grade: Ints, overtime: Floats
) -> tuple[Ints, Ints]:
    """Earnings and deductions of a Dutch slip (no overtime), columns as EURO_EARNINGS and EURO_DEDUCTIONS."""
    basic = base * paid // days
    is_employee = kind <= PART_TIME
    holiday = np.where(is_employee & (calendar == 5), base * 12 * 8 // 100, 0)
    bonus = np.where(is_employee & (calendar == 6) & (grade >= 5), base, 0)
    earned = np.stack([basic, holiday, bonus, np.zeros_like(basic)], axis=1)
    pension = np.where(is_employee, basic * 6 // 100, 0)
    tax = (basic + holiday + bonus) * np.clip(22 + base // 50_000, 22, 42) // 100
    return earned, np.stack([pension, tax], axis=1)
