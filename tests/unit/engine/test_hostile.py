"""Hostile input, small: what once took for ever or brought a whole scan down, and what a crash of ours costs."""

from time import process_time

import msgspec
import pytest

from factorlint.config import Settings
from factorlint.engine.claims import all_languages
from factorlint.engine.extract import decode, extract
from factorlint.engine.scan import scan_files
from factorlint.facts import EnvSupply, Listen
from factorlint.syntax import numbers

DIGITS = "9" * 5000
CHAIN = "".join(f"j{n}: {{extends: [j{n + 1}, j{n + 2}, j{n + 3}], script: [x]}}\n" for n in range(60))
SLOW = {
    "requirements.txt": "M09" + "<=!," * 60 + "~\n",
    "dev/requirements.txt": "a" + " " * 200_000 + "\x01\n",
    "pyproject.toml": f'[tool.poetry.dependencies]\na = "1{"a" * 60}!"\n',
    ".gitlab-ci.yml": CHAIN,
    "jobs/.gitlab-ci.yml": "".join(f"j{n}:\n  script: [x]\n" for n in range(5000)),
    "refs/.gitlab-ci.yml": "".join(
        f"j{n}: {{script: [!reference [j{n + 1}, script], !reference [j{n + 1}, script]]}}\n"
        for n in range(200)
    ),
    ".env": "A=x" + " " * 200_000 + "y\n" + "B" + "\t" * 200_000 + "!\n" + "C=" + "${A-" * 20_000,
    "Procfile": "web: a" + " " * 200_000 + "\x01 b\n",
    "web.service": "[Service]\nEnvironment=" + "a" * 200_000 + "\nA" + " " * 200_000 + "\n",
    "supervisord.conf": "[program:a]\nenvironment=" + "a" * 200_000 + "\nkey" + " " * 200_000 + "!\n",
    "setup.cfg": "[options]\na" + " " * 200_000 + "!\n",
    "Dockerfile": "# escape=" + " " * 200_000 + "x\nFROM a\n",
    "compose.yaml": f"services: {{web: {{image: a, command: python manage.py runserver 0.{'9' * 1_000_000}}}}}\n",
    "nginx.conf": "server { listen " + "a" * 200_000 + "!; }\n",
}


@pytest.mark.parametrize("path", sorted(SLOW))
def test_a_small_file_is_read_in_time(path: str) -> None:
    begun = process_time()
    report = scan_files({path: SLOW[path].encode()}, Settings())
    assert process_time() - begun < 5
    assert not [trouble for trouble in report.troubles if trouble.ours]


LARGE = {
    "compose.yaml": f"services:\n  a:\n    image: b\n    ports: [{DIGITS}, '{DIGITS}:{DIGITS}']\n    cpus: {DIGITS}\n"
    f"    environment: {{PORT: '{DIGITS}'}}\n    healthcheck: {{test: [CMD, x], retries: {2**70}}}\n",
    "k8s.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n"
    f"  replicas: {2**64}\n  template: {{spec: {{terminationGracePeriodSeconds: 0x{'f' * 40}, containers: [{{name: a, "
    f"image: b, ports: [{{containerPort: {2**63}}}], livenessProbe: {{httpGet: {{port: '{DIGITS}'}}}}}}]}}}}\n",
    "Dockerfile": f"FROM python:{DIGITS} AS a\nCOPY --from={DIGITS} /a /b\nCOPY --from=² /a /b\nEXPOSE {DIGITS}\n",
    ".python-version": f"3.{DIGITS}\n",
    ".nvmrc": DIGITS,
    ".env": f"PORT={DIGITS}\n",
    "pyproject.toml": f'[project]\nname = "a"\nversion = "1"\nrequires-python = ">={DIGITS}"\n',
    "package.json": f'{{"name": "a", "private": true, "engines": {{"node": ">={DIGITS}"}}}}',
    "fly.toml": f"[[services]]\ninternal_port = {2**70}\n[[services.tcp_checks]]\nport = {DIGITS}\n",
    "nginx.conf": f"server {{ listen {DIGITS}; location / {{ return {DIGITS}; proxy_read_timeout {DIGITS}s; }} }}\n",
    "app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\n",
}


@pytest.mark.parametrize("path", [*sorted(LARGE), ""])
def test_numbers_that_nothing_can_hold_are_not_understood(path: str) -> None:
    files = {path: LARGE[path]} if path else LARGE
    report = scan_files({name: text.encode() for name, text in files.items()}, Settings())
    assert not [trouble.message for trouble in report.troubles if trouble.ours]


def test_whole_numbers_are_short_and_ascii() -> None:
    assert (numbers.whole("0080"), numbers.port("65535"), numbers.port("65536")) == (80, 65535, None)
    for text in ("", "²", "٣", "-1", "1.0", " 1", DIGITS):
        assert numbers.whole(text) is None and numbers.port(text) is None


def test_a_fact_that_cannot_be_stored_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [EnvSupply(name="A"), Listen(port=2**80, by="x"), EnvSupply(name="B")]
    told = {"dotenv": msgspec.structs.replace(all_languages()["dotenv"], facts=lambda source: iter(made))}
    monkeypatch.setattr("factorlint.engine.extract.all_languages", lambda: told)
    monkeypatch.setattr("factorlint.engine.claims.all_languages", lambda: told)
    extracted = extract(b"A=1\n", ".env", ("dotenv",))
    assert "OverflowError" in extracted.crash
    assert [fact.name for fact in decode(extracted, ".env", "production") if isinstance(fact, EnvSupply)] == [
        "A",
        "B",
    ]


def test_a_linker_that_fails_costs_its_own_facts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "app.py": b"import os\nos.environ['A']\n",
        "Procfile": b"web: python app.py\n",
        ".env.example": b"A=\n",
    }
    before = scan_files(files, Settings(select=("ALL",)))

    def drifts(store: object) -> object:
        raise ZeroDivisionError("a mistake")
        yield

    monkeypatch.setattr("factorlint.link.parity.contradictions.link", drifts)
    after = scan_files(files, Settings(select=("ALL",)))
    (trouble,) = [trouble for trouble in after.troubles if trouble.ours]
    assert "parity.contradictions (ZeroDivisionError: a mistake)" in trouble.message
    assert after.findings == before.findings and after.components == before.components


def test_what_stands_behind_a_blank_and_a_hash_is_a_comment() -> None:
    text = b"A= # none\nB=x # y\nC=#x\nD='a' # b\nE=x#y\nF=a b  \nG=\n"
    facts = decode(extract(text, ".env", ("dotenv",)), ".env", "production")
    supplies = {fact.name: fact.value for fact in facts if isinstance(fact, EnvSupply)}
    assert supplies == {"A": None, "B": "x", "C": "#x", "D": "a", "E": "x#y", "F": "a b", "G": None}
