"""What several tests of the catalogue begin with."""

import pytest

from dossiers.tests.cast import World
from procedures.tests.deciding import Desk


@pytest.fixture
def desk(world: World) -> Desk:
    """Mai at her desk."""
    return Desk(world=world)
