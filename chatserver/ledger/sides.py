"""What is to be stored for a chat beside its events and itself?"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Sides:
    """Rows of other tables, in the order of their columns. Most batches have none."""

    rewrites: dict[int, tuple[str, bool]] = field(default_factory=dict)
    originals: list[list[object]] = field(default_factory=list)
    assignments: list[list[object]] = field(default_factory=list)
    ended_assignments: list[list[object]] = field(default_factory=list)
    opened_dialogs: list[list[object]] = field(default_factory=list)
    tagged_dialogs: dict[int, list[object]] = field(default_factory=dict)
    closed_dialogs: list[list[object]] = field(default_factory=list)
    rated_dialogs: dict[int, list[object]] = field(default_factory=dict)
    staff_marks: dict[str, int] = field(default_factory=dict)
    files: list[list[object]] = field(default_factory=list)
    doomed_files: list[list[object]] = field(default_factory=list)
    pictures: set[str] = field(default_factory=set)
    notes: list[list[object]] = field(default_factory=list)
    gone_notes: list[list[object]] = field(default_factory=list)

    @property
    def only_marks(self) -> bool:
        """Whether there is nothing but employees' own marks."""
        return not (
            self.rewrites
            or self.originals
            or self.assignments
            or self.ended_assignments
            or self.opened_dialogs
            or self.tagged_dialogs
            or self.closed_dialogs
            or self.rated_dialogs
            or self.files
            or self.doomed_files
            or self.pictures
            or self.notes
            or self.gone_notes
        )
