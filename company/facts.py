"""What is true about the invented employer, whichever system tells of it.

Belongs here: the parts of the world side by side, and its moment of knowledge. Does not belong here: inventing them
(each part has its module), what a system makes of them (`frappe`, `moodle`, `limesurvey`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from company.engagement import Engagement
from company.learning import Learning
from company.organisation import Organisation
from company.pay import Salaries
from company.planning import Rows
from company.reviews import Reviews
from company.simulation import History
from company.truths import Truths


@dataclass(frozen=True)
class Facts:
    """Everything that is true about the employer up to its as-of date."""

    people: int
    seed: int
    years: int
    truths: Truths
    organisation: Organisation
    history: History
    learning: Learning
    reviews: list[Reviews]
    salaries: Salaries
    engagement: Engagement
    canonical: dict[str, Rows]

    @property
    def loaded_at(self) -> datetime:
        """The moment of knowledge of the demo: midnight UTC after the as-of date, naive."""
        after = self.truths.as_of_date + timedelta(days=1)
        return datetime(after.year, after.month, after.day)

    def utc_seconds(self, known_at: datetime | None) -> int:
        """`known_at` as epoch seconds."""
        moment = known_at or self.loaded_at
        return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
