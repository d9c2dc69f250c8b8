"""Texts of every language, and how to spoil them: the same spoilt text for the same numbers, on any machine."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..config import Settings
from ..engine.claims import Claims, choose
from ..rulepacks.examples import examples
from ..rulepacks.load import load_pages

Text = tuple[str, bytes]
"""A path and what stands there."""
_LARGEST = 20_000
_OTHERS = {
    ".gitlab-ci.yml": """\
a: &a {image: 'python:3.12'}
test:
  extends: .b
  <<: *a
  services: [postgres:15]
  script: [pytest, !reference [.b, script]]
.b: {script: [make], variables: {A: $B}}
""",
    "values.yaml": "image: {repository: a, tag: b}\nenv: {LEVEL: info}\nreplicaCount: 2\n",
    "kustomization.yaml": "images: [{name: a, newTag: '1'}]\nconfigMapGenerator: [{name: c, literals: [A=1]}]\n",
    "nginx.conf": """\
http {
  upstream u { server a:1; }
  server { listen 80; location / { proxy_pass http://web:8000; } }
}
""",
    "supervisord.conf": "[program:web]\ncommand=gunicorn app:app\nenvironment=A=\"1\",B='2'\nstdout_logfile=/dev/stdout\n",
    "web.service": '[Service]\nExecStart=/usr/bin/gunicorn app:app\nEnvironment="A=1" B=2\nType=simple\n',
    ".python-version": "3.12\n",
    ".go-version": "1.24.1\n",
    ".tool-versions": "nodejs 20.1.0\ngolang 1.24\n",
    ".dockerignore": "*\n!src\n",
    "poetry.lock": '[[package]]\nname = "a"\nversion = "1.0"\n',
    "package-lock.json": '{"packages": {"node_modules/a": {"version": "1.0.0"}}}\n',
    "config/production.yaml": "database: {url: 'postgres://u:p@db/x', pool: 5}\n",
    "requirements.txt": """\
-r base.txt
flask[async]>=2,<4 ; python_version >= '3.10'
git+https://x.test/a.git#egg=a
""",
    "Pipfile": '[packages]\nflask = "*"\nx = {version = "~=1.0", extras = ["a"]}\n[requires]\npython_version = "3.12"\n',
    "environment.yml": "dependencies:\n  - python=3.12\n  - pip:\n    - flask==3.0\n",
    "setup.cfg": "[metadata]\nname = x\n[options]\ninstall_requires =\n    flask>=2\n",
    ".env": "A=1 # one\nB=\"x ${A}\"\nexport C='y'\nD=\n",
    "app.json": '{"env": {"A": {"value": "1"}}, "addons": ["heroku-postgresql"], "scripts": {"postdeploy": "x"}}\n',
    "fly.toml": '[processes]\nweb = "x"\n[[services]]\ninternal_port = 8080\n',
    "render.yaml": "services: [{name: a, startCommand: x, envVars: [{key: A, value: b}]}]\n",
}
"""Texts of formats of which no example may hold one."""
SPLICES = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe9", b"\r\n", b"\r", b"\n\n", b"\t", "\u2028é𝄞".encode(), b"{{ x }}",
    b"{% if a %}", b"${X:-${Y}}", b"${A}", b"$(", b"`", b"'", b'"', b'"""', b"(", b")", b"[", b"]", b"}", b"{",
    b"<<EOF\n", b"\\", b"\\\n", b"#", b"//", b"/*", b":", b": ", b"- ", b"&a ", b"*a", b"!!x ", b"!reference [a, b]",
    b"<<: ", b"=", b"==", b"<=!,", b",", b"%", b"|", b"@", b"~", b"^", b"*", b"lambda: ", b"await ", b"function(",
    b"=> {", b"9" * 30, b"9" * 5000, b"1e999", b"-1", b"0x", b"null", b"\\u0000", b"\\ud800", b" " * 40,
    b"extends: a\n", b"TO: ", b"__proto__",
)  # fmt: skip


def samples() -> dict[str, list[Text]]:
    """Return the texts of all examples and fixtures by the language that reads them, in a fixed order."""
    texts: set[Text] = {(path, text.encode()) for path, text in _OTHERS.items()}
    for page, _ in load_pages(Settings()):
        texts.update(file for example in examples(page) for file in example.files.items())
    fixtures = Path(__file__).parents[3] / "fixtures" / "repositories"
    for file in fixtures.glob("*/**/*"):
        if file.is_file() and ".factorlint_cache" not in file.parts and file.stat().st_size < _LARGEST:
            texts.add((file.relative_to(fixtures).as_posix(), file.read_bytes()))
    claims = Claims()
    found: dict[str, list[Text]] = defaultdict(list)
    for path, data in sorted(texts):
        language = choose(claims.of(path), data)
        if language:
            found[language].append((path, data))
    return dict(sorted(found.items()))


def spoilt(seed: int, language: str, number: int, texts: Mapping[str, Sequence[Text]]) -> Text:
    """Return the text `number` of a language: one of its samples after one to five mutations."""
    chance = random.Random(f"{seed} {language} {number}")
    path, data = chance.choice(texts[language])
    for _ in range(chance.randint(1, 5)):
        data = _mutated(chance, data, texts[language])
    return path, data


def _mutated(chance: random.Random, data: bytes, others: Sequence[Text]) -> bytes:
    start = chance.randint(0, len(data))
    end = min(len(data), start + chance.choice((1, 5, 20, 80)))
    match chance.choice(("drop", "splice", "replace", "repeat", "cut", "lines", "cross", "flip", "many")):
        case "drop":
            return data[:start] + data[end:]
        case "splice":
            return data[:start] + chance.choice(SPLICES) + data[start:]
        case "replace":
            return data[:start] + chance.choice(SPLICES) + data[end:]
        case "repeat":
            return data[:end] + data[start:end] * chance.choice((1, 3, 40)) + data[end:]
        case "many":
            return data[:start] + chance.choice(SPLICES) * chance.choice((10, 60, 300)) + data[start:]
        case "cut":
            return data[:start]
        case "flip" if start < len(data):
            return data[:start] + bytes((data[start] ^ (1 << chance.randrange(8)),)) + data[start + 1 :]
        case "lines":
            lines = data.splitlines(keepends=True)
            chance.shuffle(lines)
            return b"".join(lines)
        case _:
            other = chance.choice(others)[1]
            return data[:start] + other[start : start + 200] + data[end:]
