"""Worlds shared by the tests of the invented employer.

Belongs here: fixtures. Does not belong here: tests.
"""

import pytest

from company.world import World, generate


@pytest.fixture(scope="session")
def world() -> World:
    """A world of 120 people, in which every planted truth can be measured."""
    return generate(120)
