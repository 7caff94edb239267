"""How long do the machines look? `MODEL_PROFILE=deep`: many minutes, else some seconds."""

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

DEEP = os.environ.get("MODEL_PROFILE") == "deep"
BEGINNINGS = 5
_NOT_OURS = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


def depth(*, examples: int, steps: int) -> settings:
    """Return how many runs of how many steps: half of `examples`; `deep` takes ten times as many.

    The short runs are the same ones each time, so that nobody's change fails for an old fault;
    the deep ones go by chance, and print how to repeat what they find.
    """
    return settings(
        max_examples=examples * 10 if DEEP else examples // 2,
        stateful_step_count=steps * 2 if DEEP else steps,
        derandomize=not DEEP,
        database=None,
        deadline=None,
        print_blob=True,
        # Explaining a failure runs it a hundred times more.
        phases=[phase for phase in Phase if phase is not Phase.explain],
        suppress_health_check=_NOT_OURS,
    )


def run(machine: Callable[[], RuleBasedStateMachine], how: settings) -> None:
    """Run the machine; `machine` makes a fresh one for each example.

    What one batch of the ledger holds depends on the pace of the computer, so the same example
    may go another way the second time. Hypothesis then stops, though no promise was broken (that
    is another error, and fails at once): it begins anew.
    """
    for _ in range(BEGINNINGS - 1):
        try:
            return _run(machine, how)
        except FlakyStrategyDefinition:
            continue
    return _run(machine, how)


def _run(machine: Callable[[], RuleBasedStateMachine], how: settings) -> None:
    # Hypothesis only calls it, though it is declared to want the class itself.
    run_state_machine_as_test(machine, settings=how)  # type: ignore[arg-type]
