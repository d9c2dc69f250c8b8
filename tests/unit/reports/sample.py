"""Reports made by hand for the tests of the formats."""

from factorlint.model.component import Component
from factorlint.model.concern import BY_SLUG
from factorlint.model.finding import Evidence, Finding, Place
from factorlint.model.report import Report, ScoreRow, Trouble
from factorlint.model.rule import Prose, RuleInfo
from factorlint.model.text import Span

APP = 'import os\n\n\ndef connect():\n    return os.environ["DATABASE_URL"]\n'
COMPOSE = "services:\n  web:\n    build: .\n    environment:\n      PORT: 80\n"


PROSE = Prose(
    why="The process dies at start.",
    ignore_when="The platform injects it.",
    markdown="# the code needs a variable\n\n## Why\n\nThe process dies at start.\n",
)


def rule(code: str = "CFG006", name: str = "unsupplied-env-var", **changes: object) -> RuleInfo:
    given: dict[str, object] = {
        "code": code,
        "name": name,
        "title": "the code needs a variable that no manifest supplies",
        "factor": "config",
        "severity": "warning",
        "confidence": "medium",
        "scope": "component",
        "applies_to": ("app",),
        "roles": ("production",),
        "default": True,
        "security": None,
        "equivalents": ("peer:id",),
        "references": ("https://12factor.net/config",),
        "remedy": "Supply it.",
        "prose": lambda: PROSE,
        "pack": "builtin",
    }
    return RuleInfo(**(given | changes))  # type: ignore[arg-type]


def place(path: str, text: str, needle: str) -> Place:
    data = text.encode()
    start = data.index(needle.encode())
    return Place(path, Span(start, start + len(needle.encode())))


def finding(where: Place, **changes: object) -> Finding:
    given: dict[str, object] = {
        "code": "CFG006",
        "name": "unsupplied-env-var",
        "factor": "config",
        "title": "the code needs a variable that no manifest supplies",
        "severity": "warning",
        "confidence": "medium",
        "message": "`DATABASE_URL` is required here, but nothing that runs this component sets it",
        "place": where,
        "component": "web",
        "evidence": (),
        "remedy": "set `DATABASE_URL` under `environment` of the service `web`",
        "fingerprint": "0123456789abcdef",
    }
    return Finding(**(given | changes))  # type: ignore[arg-type]


def report(*findings: Finding, texts: dict[str, bytes] | None = None, **changes: object) -> Report:
    given: dict[str, object] = {
        "root": ".",
        "version": "1.2.3",
        "findings": findings,
        "suppressed": (),
        "troubles": (),
        "components": (Component(name="web", root="", kind="app", why=("Dockerfile runs gunicorn",)),),
        "scorecard": (
            ScoreRow("config", BY_SLUG["config"].title, "findings", 0, len(findings), 0, ("1 setting read",)),
            ScoreRow("logs", BY_SLUG["logs"].title, "not assessed", 0, 0, 0, ()),
        ),
        "rules": (rule(), rule("IMG001", "runs-as-root", factor="container-images", security=7.5)),
        "stats": {"files": 2, "parsed": 2},
        "texts": texts or {},
    }
    return Report(**(given | changes))  # type: ignore[arg-type]


def usual(**changes: object) -> Report:
    """One finding with evidence in another file, and one about the repository as a whole."""
    main = finding(
        place("app/main.py", APP, 'os.environ["DATABASE_URL"]'),
        evidence=(Evidence(place("compose.yaml", COMPOSE, "web:"), "the service `web` runs it"),),
    )
    whole = finding(Place(), code="COD001", name="no-version-control", factor="codebase", severity="error")
    texts = {"app/main.py": APP.encode(), "compose.yaml": COMPOSE.encode()}
    troubles = (Trouble("broken.yaml", 3, "not YAML: a tab where blanks belong"),)
    return report(*(whole, main), texts=texts, **({"troubles": troubles} | changes))
