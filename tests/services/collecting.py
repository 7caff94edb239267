"""How are all tests read quickly? A plugin of pytest's that comes before everything else."""

import gc

from hypothesis import find
from hypothesis.strategies import none

# What is read stays until the end: to look for garbage in it takes a quarter of the reading.
gc.disable()


def pytest_collection_finish() -> None:
    """Leave out of the search for garbage what stays until the end: it is a third of a test."""
    # Hypothesis asks the collector who holds its random numbers, and warns where it sees nobody:
    # they are made before their holder is left out.
    find(none(), lambda _: True)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
