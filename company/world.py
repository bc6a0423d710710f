"""The invented employer as a whole: one seed, one world.

Belongs here: assembling a world from its parts, and the views of it at a moment of knowledge.
Does not belong here: any rule about people (each part has its module), files, HTTP.
"""

from datetime import datetime, timedelta

import numpy as np

from company import limesurvey, moodle
from company.columns import day
from company.documents import documents
from company.engagement import ask
from company.facts import Facts
from company.frappe import Site
from company.learning import enrol
from company.organisation import build
from company.pay import salaries
from company.planning import canonical
from company.reviews import review
from company.shapes import Documents, LimeSite, MoodleSite
from company.simulation import simulate
from company.strategy import strategy
from company.truths import read_truths

SITE_OFFSET = timedelta(hours=5, minutes=30)


class World(Facts):
    """The employer with the systems that tell of it."""

    def site(self, known_at: datetime | None = None) -> Site:
        """The Frappe site as columns, as known at `known_at` (UTC; None: at the load of the demo)."""
        return Site(self, self._site_time(known_at))

    def documents(self, known_at: datetime | None = None) -> Documents:
        """Every Frappe document as the site would answer at `known_at`, see `company.shapes`.

        Documents made later are absent, corrections entered later have not happened, employees are as then
        known.
        """
        return documents(self.site(known_at))

    def moodle(self, known_at: datetime | None = None) -> MoodleSite:
        """The Moodle site as known at `known_at` (UTC)."""
        site = self.site(known_at)
        return moodle.build(self, site, self.utc_seconds(known_at))

    def limesurvey(self, known_at: datetime | None = None) -> LimeSite:
        """The surveys as known at `known_at` (UTC)."""
        site = self.site(known_at)
        return limesurvey.build(self, site, site.cut)

    def _site_time(self, known_at: datetime | None) -> int:
        """`known_at` as microseconds on the site's clock."""
        return (self.utc_seconds(known_at) + int(SITE_OFFSET.total_seconds())) * 1_000_000


def generate(people: int = 500, seed: int | None = None, years: int = 3) -> World:
    """Invent the employer with `people` on the as-of date after `years` of history.

    The cast comes on top of `people`. The same arguments always give the same world. Raises ValueError
    below 40 people or 1 year.
    """
    if years < 1:
        raise ValueError(
            f"The invented employer needs at least one year of history, not {years}: raise --years."
        )
    truths = read_truths()
    seed = truths.seed if seed is None else seed

    def rng(topic: int) -> np.random.Generator:
        """Randomness of its own for each topic, so that a change in one leaves the others alone."""
        return np.random.default_rng([seed, topic])

    founded = day(truths.as_of_date.replace(year=truths.as_of_date.year - years)) - 11
    organisation = build(people, truths, founded)
    history = simulate(organisation, truths, years, rng(1))
    learning = enrol(organisation, history, truths, rng(2))
    reviews = review(organisation, history, learning, truths, rng(3))
    pay = salaries(organisation, history, reviews, truths)
    return World(
        people=people,
        seed=seed,
        years=years,
        truths=truths,
        organisation=organisation,
        history=history,
        learning=learning,
        reviews=reviews,
        salaries=pay,
        engagement=ask(organisation, history, truths, rng(4)),
        canonical=canonical(organisation, history, reviews, pay, truths, rng(5))
        | strategy(organisation, history, reviews, pay, truths, seed, rng(6)),
    )
