"""What do the dialogs of a period, or a mini-app's launches, come to? Counted anew each time.

Nothing is counted up while people talk, so that no figure can go wrong: a report begins with the
dialogs' rows (docs/decisions/0105) and finds in the log when people were asked, and when they
answered. core/reports.py says what the figures mean.
"""

from chatserver.storage.reports.analytics import use_of_miniapp
from chatserver.storage.reports.episodes import Position, episodes
from chatserver.storage.reports.figures import dialog_figures
from chatserver.storage.reports.loads import staff_loads

__all__ = ["Position", "dialog_figures", "episodes", "staff_loads", "use_of_miniapp"]
