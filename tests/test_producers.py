"""What every language owes the engine, whatever is in the file: no exception, spans inside it, facts that last.

Generic over the folders of `languages/`. The texts to be mutated are the files of all rule examples and
fixture repositories, by the language that claims them.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factorlint.config import Settings
from factorlint.engine.claims import Claims, all_languages, choose
from factorlint.engine.extract import Extracted, decode, extract
from factorlint.facts import Fact
from factorlint.model.fact import kind_of, place
from factorlint.model.source import Source
from factorlint.rulepacks.examples import examples
from factorlint.rulepacks.load import load_pages

FIXTURES = Path(__file__).parent.parent / "fixtures"
LANGUAGES = sorted(all_languages())

OTHERS = {
    "gitlab_ci": (".gitlab-ci.yml", "test:\n  image: python:3.12\n  services: [postgres:15]\n  script: [pytest]\n"),
    "helm": ("values.yaml", "image: {repository: a, tag: b}\nenv: {LEVEL: info}\n"),
    "kustomize": ("kustomization.yaml", "images: [{name: a, newTag: '1'}]\n"),
    "nginx": ("nginx.conf", "http { server { listen 80; location / { proxy_pass http://web:8000; } } }\n"),
    "supervisord": ("supervisord.conf", "[program:web]\ncommand=gunicorn app:app\nenvironment=A=\"1\"\n"),
    "uwsgi": ("uwsgi.ini", "[uwsgi]\nmodule = app.wsgi:application\nhttp = :8000\n"),
    "systemd": ("web.service", "[Service]\nExecStart=/usr/bin/gunicorn app:app\nEnvironment=A=1\n"),
    "runtime_files": (".python-version", "3.12\n"),
    "page_components": ("App.vue", "<script setup>\nimport Page from './Page.vue'\n</script>\n"),
    "compiler_configs": ("tsconfig.json", '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}\n'),
    "go_manifests": ("go.mod", "module example.com/shop\n\ngo 1.22\n\nrequire example.com/a v1.0.0 // indirect\n"),
    "dockerignore": (".dockerignore", "*\n!src\n"),
    "lockfiles": ("poetry.lock", '[[package]]\nname = "a"\nversion = "1.0"\n'),
    "settings_files": ("config/production.yaml", "database: {url: 'postgres://u:p@db/x'}\n"),
}  # fmt: skip
"""One text of each format that no rule's example may hold."""


@cache
def samples() -> dict[str, list[tuple[str, bytes]]]:
    """Path and text of files by language."""
    texts = {(path, text.encode()) for path, text in OTHERS.values()}
    for page, _ in load_pages(Settings()):
        texts.update(file for example in examples(page) for file in example.files.items())
    for file in FIXTURES.glob("repositories/*/**/*"):
        if file.is_file() and ".factorlint_cache" not in file.parts and file.stat().st_size < 20_000:
            texts.add((file.relative_to(FIXTURES / "repositories").as_posix(), file.read_bytes()))
    claims = Claims()
    found: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for path, data in sorted(texts):
        found[choose(claims.of(path), data)].append((path, data))
    return found


def read(name: str, path: str, data: bytes) -> list[Fact]:
    """The facts of a text, which must be as the engine needs them."""
    language = all_languages()[name]
    source = Source(path, data)
    facts = list(language.facts(source))
    cheap = language.cheap
    for fact in (*facts, *(cheap(source) if cheap else ())):
        assert 0 <= fact.span.start <= fact.span.end <= len(data), f"{kind_of(type(fact))} stands outside"
        assert not fact.path and not fact.component and fact.role == "production", "placed by a producer"
    encoded = Extracted(name, "", b"", msgspec.msgpack.encode(facts), True, "")
    again = decode(encoded, path, "production")
    for fact in facts:
        place(fact, path, "production")
    assert again == facts, "encoding loses something"
    return facts


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_says_something_of_its_samples(name: str) -> None:
    assert samples()[name], "no example of any rule, fixture or line above is of this language"
    assert any(read(name, path, data) for path, data in samples()[name])


@pytest.mark.parametrize("name", LANGUAGES)
def test_reading_twice_says_the_same(name: str) -> None:
    for path, data in samples()[name][:30]:
        assert read(name, path, data) == read(name, path, data)


@pytest.mark.parametrize("name", LANGUAGES)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_bytes(name: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path, _ in samples()[name]]))
    text = data.draw(
        st.binary(max_size=300) | st.text(max_size=150).map(lambda t: t.encode("utf-8", "replace"))
    )
    read(name, path, text)


@pytest.mark.parametrize("name", LANGUAGES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_mutated_samples(name: str, data: st.DataObject) -> None:
    path, text = data.draw(st.sampled_from(samples()[name]))
    for _ in range(data.draw(st.integers(1, 4))):
        text = mutated(text, name, data)
    read(name, path, text)


SPLICES = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe9", b"\r\n", b"\r", b"\n\n", b"\t", "\u2028é𝄞".encode(), b"{{ x }}", b"{% if a %}",
    b"${X:-${Y}}", b"$(", b"`", b"'", b'"', b'"""', b"(", b")", b"[", b"}", b"{", b"<<EOF\n", b"\\", b"\\\n", b"#", b"//",
    b"/*", b":", b": ", b"- ", b"&a ", b"*a", b"!!x ", b"<<: ", b"=", b"==", b",", b"%", b"|", b"@", b"lambda: ", b"9" * 30,
    b"1e999", b"-1", b"null", b"\\u0000", b"\\ud800",
)  # fmt: skip


def mutated(text: bytes, name: str, data: st.DataObject) -> bytes:
    """The text with a piece taken out, put in, said twice, or taken from another sample."""
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 60)))
    how = data.draw(st.sampled_from(["drop", "splice", "replace", "repeat", "cut", "lines", "cross"]))
    if how == "drop":
        return text[:start] + text[end:]
    if how == "splice":
        return text[:start] + data.draw(st.sampled_from(SPLICES)) + text[start:]
    if how == "replace":
        return text[:start] + data.draw(st.sampled_from(SPLICES)) + text[end:]
    if how == "repeat":
        return text[:end] + text[start:end] * data.draw(st.integers(1, 40)) + text[end:]
    if how == "cut":
        return text[:start]
    if how == "lines":
        lines = text.splitlines(keepends=True)
        return b"".join(data.draw(st.permutations(lines))) if 0 < len(lines) < 60 else text
    _, other = data.draw(st.sampled_from(samples()[name]))
    return text[:start] + other[start : start + 200] + text[end:]


@given(
    data=st.binary(max_size=400),
    path=st.sampled_from(["a.py", "compose.yml", "Dockerfile", "package.json", "x.sh"]),
)
def test_the_engine_reads_any_bytes(data: bytes, path: str) -> None:
    extracted = extract(data, path, Claims().of(path))
    assert not extracted.crash
    for fact in decode(extracted, path, "production"):
        assert fact.path == path and fact.span.end <= len(data)
