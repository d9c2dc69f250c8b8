"""The scorecard: evidence for compliance, and no pass where nothing was judged."""

from factorlint.facts import (
    BuildStage,
    Command,
    Container,
    EnvRead,
    Fact,
    ImageRef,
    Lock,
    LogSink,
    OutboundCall,
    Probe,
    RuntimeVersion,
    SessionStore,
    SignalHandler,
)
from factorlint.model.concern import CONCERNS
from factorlint.model.fact import place as put
from factorlint.model.finding import Place
from factorlint.model.report import ScoreRow
from factorlint.model.source import Role
from factorlint.model.store import FactStore
from factorlint.reports.compliance import EVIDENCE
from factorlint.reports.scorecard import rows

from .sample import finding, rule

ALL_RULES = tuple(rule(f"X{concern.number:03}", factor=concern.slug) for concern in CONCERNS)


def scored(
    *facts: Fact, role: Role = "production", path: str = "app/main.py", **more: object
) -> dict[str, ScoreRow]:
    for fact in facts:
        put(fact, path, role)
    found = rows(FactStore({}, facts), more.get("findings", ()), more.get("rules", ALL_RULES))  # type: ignore[arg-type]
    return {row.concern: row for row in found}


def test_every_concern_has_a_row_in_order_and_evidence() -> None:
    assert [row.concern for row in rows(FactStore({}, ()), (), ())] == [concern.slug for concern in CONCERNS]
    assert set(EVIDENCE) == {concern.slug for concern in CONCERNS}


def test_nothing_to_judge_is_never_a_pass() -> None:
    assert {row.verdict for row in scored().values()} == {"not assessed"}


def test_evidence_without_a_rule_that_judged_is_no_pass() -> None:
    row = scored(EnvRead(name="A"), rules=())["config"]
    assert (row.verdict, row.evidence) == ("not assessed", ("1 setting read from the environment",))


def test_findings_count_by_severity_and_keep_the_evidence() -> None:
    found = (finding(Place()), finding(Place(), severity="error"), finding(Place(), severity="info"))
    row = scored(EnvRead(name="A"), EnvRead(name="B"), EnvRead(name="B"), findings=found)["config"]
    assert (row.verdict, row.errors, row.warnings, row.infos) == ("findings", 1, 1, 1)
    assert row.evidence == ("2 settings read from the environment",)


def test_only_what_is_shipped_counts() -> None:
    assert scored(EnvRead(name="A"), role="test")["config"].verdict == "not assessed"


def test_evidence_names_what_was_seen() -> None:
    card = scored(
        Lock(ecosystem="python", tool="uv"),
        ImageRef(raw="a:1", tag="1"),
        ImageRef(raw="b@sha256:0", digest="sha256:0"),
        ImageRef(raw="c:latest", tag="latest"),
        SessionStore(backend="redis"),
        SessionStore(backend="memory"),
        Command(argv=("a",), form="exec", by="dockerfile-cmd"),
        Command(argv=("a",), form="shell", by="dockerfile-cmd"),
        SignalHandler(signals=("SIGTERM",)),
        SignalHandler(signals=("SIGINT",)),
        RuntimeVersion(language="python", version="3.12.1", by="image"),
        RuntimeVersion(language="python", version="3.12", by=".python-version"),
        LogSink(target="stdout", by="logging"),
        OutboundCall(protocol="http", timeout=5.0),
        OutboundCall(protocol="http"),
        Probe(purpose="liveness"),
        Probe(purpose="healthcheck", transport="none"),
        BuildStage(name="0", index=0),
        BuildStage(name="1", index=1, final=True, user="app"),
        Container(name="web", limits=(("memory", "1Gi"),)),
        path="uv.lock",
    )
    assert {slug: row.evidence for slug, row in card.items() if row.verdict == "met"} == {
        "dependencies": ("locked by uv.lock",),
        "build-release-run": ("1 of 3 images pinned by digest", "1 of 3 images pinned by tag"),
        "processes": ("sessions kept in redis",),
        "disposability": ("1 of 2 start commands in exec form", "SIGTERM handled in uv.lock"),
        "dev-prod-parity": ("python 3.12 in 2 places",),
        "logs": ("1 log sink to standard output (logging)",),
        "resilience": ("1 of 2 outbound calls bounded by a timeout",),
        "health-checks": ("1 probe (liveness)",),
        "container-images": ("1 image not run as root", "1 image built in stages"),
        "container-runtime": ("1 container with limits",),
    }


def test_a_root_user_or_a_different_version_is_no_evidence() -> None:
    card = scored(
        BuildStage(name="0", index=0, final=True, user="root"),
        RuntimeVersion(language="python", version="3.12", by="image"),
        RuntimeVersion(language="python", version="3.11", by=".python-version"),
    )
    assert {row.verdict for row in card.values()} == {"not assessed"}
