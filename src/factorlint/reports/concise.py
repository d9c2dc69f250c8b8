"""One line a finding, for editors and for grep."""

from ..model.report import Report
from . import Options
from .places import region, visible

NAME = "concise"


def render(report: Report, options: Options) -> str:
    """`path:line:column: CODE[name] severity: message`, then what could not be read."""
    lines = []
    for finding in (*report.findings, *(report.suppressed if options.show_suppressed else ())):
        where = region(report, finding.place)
        held = " (suppressed)" if finding.suppressed is not None else ""
        lines.append(
            f"{where.path}:{where.line}:{where.column}: {finding.code}[{finding.name}] "
            f"{finding.severity}: {finding.message}{held}"
        )
    lines += [
        f"{trouble.path or '.'}:{trouble.line}:1: not analysed: {trouble.message}"
        for trouble in report.troubles
    ]
    return "".join(visible(line) + "\n" for line in lines)
