"""Relations between documents, over small repositories of hand-made facts."""

from factorlint.facts import (
    AddressUse,
    Build,
    BuildStage,
    Command,
    Container,
    Copy,
    Declared,
    EnvNeed,
    EnvRead,
    EnvSupply,
    ExposedPort,
    Fact,
    Import,
    Listen,
    PortChain,
    Probe,
    ProbeTarget,
    Process,
    Project,
    Route,
    UndeclaredImport,
)
from factorlint.knowledge.releases import admits
from factorlint.link import link_all
from factorlint.link.config.environment import is_near
from factorlint.model.fact import place
from factorlint.model.source import Document
from factorlint.model.store import FactStore
from factorlint.model.text import Span


def linked(repository: dict[str, list[Fact]]) -> FactStore:
    facts = []
    for path, said in repository.items():
        for fact in said:
            place(fact, path, "production")
            facts.append(fact)
    language = {"py": "python", "js": "javascript"}
    documents = {path: Document(path, language.get(path.rpartition(".")[2], "")) for path in repository}
    store = FactStore(documents, facts)
    link_all(store)
    return store


def web_and_database() -> dict[str, list[Fact]]:
    return {
        "web/Dockerfile": [
            BuildStage(
                span=Span(0, 4),
                name="0",
                index=0,
                base="python:3.12",
                final=True,
                workdir="/app",
                command=("python", "main.py"),
                exposes=(8000,),
            ),
            Copy(span=Span(5, 9), stage="0", sources=(".",), destination="/app"),
            ExposedPort(span=Span(10, 14), stage="0", port=8000),
            Command(
                span=Span(20, 30),
                argv=("python", "main.py"),
                form="exec",
                by="dockerfile-cmd",
                owner="0",
                entry="main.py",
                last=True,
            ),
        ],
        "web/main.py": [
            Listen(span=Span(50, 60), port=9000, by="flask"),
            EnvRead(span=Span(1, 9), name="DATABASE_URL", default=None, required=True),
            Route(span=Span(70, 80), path="", url_path="/healthz", methods=("GET",)),
            Import(span=Span(90, 95), module="yaml", ecosystem="python"),
            Import(span=Span(96, 99), module="flask", ecosystem="python"),
        ],
        "web/requirements.txt": [
            Project(ecosystem="python", manifest="requirements"),
            Declared(name="flask", ecosystem="python"),
        ],
        "compose.yml": [
            Container(span=Span(0, 3), name="web"),
            Build(span=Span(4, 6), context="web", by="compose", owner="web"),
            EnvSupply(
                span=Span(7, 9), name="DATABSE_URL", value="postgresql://db:5432/x", by="compose", to="web"
            ),
            EnvSupply(span=Span(10, 12), name="CACHE_URL", value="redis://cash:6379", by="compose", to="web"),
            Probe(span=Span(13, 15), purpose="healthcheck", url_path="/health", port=8000, container="web"),
            Container(span=Span(20, 23), name="db"),
        ],
    }


def test_components_are_found_and_own_what_runs_them() -> None:
    store = linked(web_and_database())
    assert [(one.root, one.kind) for one in store.components] == [("", "infrastructure"), ("web", "app")]
    assert {fact.component for fact in store.all(EnvSupply)} == {"web"}
    owned = {fact.name: fact.component for fact in store.all(Container)}
    assert owned == {"web": "web", "db": "."}


def test_a_published_package_that_nothing_runs_is_a_library() -> None:
    store = linked(
        {
            "pyproject.toml": [Project(ecosystem="python", manifest="pyproject", name="x", publishes=True)],
            "src/x/app.py": [Listen(port=5000, by="flask")],
        }
    )
    assert [one.kind for one in store.components] == ["library"]


def test_a_process_is_followed_to_its_file() -> None:
    (process,) = linked(web_and_database()).all(Process)
    assert (process.entry_file, process.purpose, process.where) == ("web/main.py", "web", "compose")


def test_an_entrypoint_script_hands_over_to_the_command() -> None:
    repository = web_and_database()
    stage = repository["web/Dockerfile"][0]
    assert isinstance(stage, BuildStage)
    repository["web/Dockerfile"][0] = BuildStage(
        span=stage.span,
        name="0",
        index=0,
        base="python:3.12",
        final=True,
        workdir="/app",
        entrypoint=("/app/start.sh",),
        command=("python", "main.py"),
    )
    repository["web/Dockerfile"].append(
        Command(
            span=Span(15, 19),
            argv=("/app/start.sh",),
            form="exec",
            by="dockerfile-entrypoint",
            owner="0",
            entry="/app/start.sh",
            last=True,
        )
    )
    repository["web/start.sh"] = [
        Command(span=Span(0, 5), argv=("alembic", "upgrade"), by="script", does=("migrate",)),
        Command(span=Span(6, 9), argv=(None,), text='exec "$@"', by="script", execs=True, last=True),
    ]
    (process,) = linked(repository).all(Process)
    assert process.command.argv == ("python", "main.py")
    assert [command.argv[0] for command in process.before] == ["alembic"]


def test_the_port_chain_holds_what_listens_and_what_others_believe() -> None:
    chains = [chain for chain in linked(web_and_database()).all(PortChain) if chain.name == "web"]
    assert [(step.what, step.port) for step in chains[0].steps] == [("expose", 8000), ("probe", 8000)]
    assert [step.port for step in chains[0].listens] == [9000]
    assert chains[0].certain


def test_env_demand_meets_supply_and_near_misses() -> None:
    (need,) = linked(web_and_database()).all(EnvNeed)
    assert (need.name, need.supplies, need.deployed, need.open) == ("DATABASE_URL", (), True, False)
    assert [supply.name for supply in need.near] == ["DATABSE_URL"]


def test_near_misses_are_not_names_that_differ_by_design() -> None:
    assert is_near("DATABSE_URL", "DATABASE_URL")
    assert not is_near("DB_HOST", "DB_PORT")
    assert not is_near("REDIS_URL_1", "REDIS_URL_2")
    assert not is_near("PORT", "HOST")


def test_addresses_are_looked_up_among_the_services_of_the_project() -> None:
    found = {use.host: use.resolves for use in linked(web_and_database()).all(AddressUse)}
    assert found == {"db": "service", "cash": "unknown"}


def test_undeclared_imports_know_package_names() -> None:
    (missing,) = linked(web_and_database()).all(UndeclaredImport)
    assert (missing.package, missing.component) == ("pyyaml", "web")


def test_undeclared_imports_are_silent_where_the_manifest_is_computed_or_absent() -> None:
    repository = web_and_database()
    repository["web/requirements.txt"][0] = Project(ecosystem="python", manifest="setup", dynamic=True)
    assert not linked(repository).all(UndeclaredImport)
    del repository["web/requirements.txt"]
    assert not linked(repository).all(UndeclaredImport)


def test_a_probe_that_no_route_answers_is_certain_only_where_all_routes_are_known() -> None:
    (target,) = linked(web_and_database()).all(ProbeTarget)
    assert (target.route, target.certain) == (None, True)
    repository = web_and_database()
    repository["web/main.py"].append(Route(path="", url_path="/<path:path>", methods=("GET",)))
    (target,) = linked(repository).all(ProbeTarget)
    assert target.route is not None and not target.certain


def test_constraints_admit_the_versions_they_say() -> None:
    assert admits("python", ">=3.10", "3.12")
    assert not admits("python", "<3.12", "3.12")
    assert admits("python", "^3.11", "3.12")
    assert admits("node", ">=18 <23 || 24", "24")
    assert not admits("node", "^18", "20")
