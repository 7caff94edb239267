"""How is a run counted, and how is it shown?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which this share of the ordered ones lies."""
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(slots=True)
class Latency:
    """How long something took, in milliseconds."""

    taken_s: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Return the usual quantiles."""
        ordered = sorted(self.taken_s)
        shares = {"p50_ms": 0.5, "p99_ms": 0.99, "p999_ms": 0.999}
        return {name: round(quantile(ordered, share) * 1000, 2) for name, share in shares.items()}


@dataclass(slots=True)
class Figures:
    """What one workload showed. Figures that it does not have are left out."""

    workload: str
    servers: str
    seconds: float = 0
    numbers: dict[str, float] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def document(self) -> dict[str, object]:
        """Return it for programs."""
        return asdict(self)


def table(rows: Sequence[Figures]) -> str:
    """Return the figures for people, one workload a line."""
    lines = []
    for row in rows:
        numbers = "  ".join(f"{name} {_shown(value)}" for name, value in row.numbers.items())
        lines.append(f"{row.workload:<12} {row.servers:<22} {numbers}")
        lines.extend(f"{'':<12} ! {remark}" for remark in row.remarks)
    return "\n".join(lines)


def markdown(machine: Mapping[str, str], rows: Sequence[Figures]) -> str:
    """Return the figures as docs/performance.md shows them."""
    lines = [f"- {name}: {value}" for name, value in machine.items()]
    lines += ["", "| servers | workload | figures |", "|---|---|---|"]
    for row in rows:
        numbers = ", ".join(f"{name} **{_shown(value)}**" for name, value in row.numbers.items())
        remarks = "".join(f"; {remark}" for remark in row.remarks)
        lines.append(f"| {row.servers} | {row.workload} | {numbers}{remarks} |")
    return "\n".join(lines) + "\n"


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:g}"
