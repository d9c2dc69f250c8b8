"""Which language claims a path: the same as asking every pattern, only faster."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.engine.claims import Claims, all_languages

CLAIMS = Claims()
PATTERNS = [
    (pattern.lower(), name) for name, language in all_languages().items() for pattern in language.names
]


def plainly(path):
    name = path.lower().rpartition("/")[2]
    return {
        language
        for pattern, language in PATTERNS
        if fnmatch.fnmatchcase(path.lower() if "/" in pattern else name, pattern)
    }


filled = st.sampled_from(PATTERNS).flatmap(
    lambda each: st.text("abc./-", max_size=5).map(lambda text: each[0].replace("*", text).replace("?", "x"))
)


@given(st.tuples(st.sampled_from(["", "a/", "nginx/", ".github/workflows/", "A.b/"]), filled).map("".join))
def test_no_pattern_is_lost(path):
    assert set(CLAIMS.of(path)) == plainly(path)


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("Dockerfile", "dockerfile"),
        ("docker/web.Dockerfile", "dockerfile"),
        ("docker-compose.prod.yml", "compose"),
        (".github/workflows/ci.yml", "github_actions"),
        ("app/main.py", "python"),
        ("Procfile.dev", "procfile"),
        (".env.local", "dotenv"),
        ("package.json", "npm_manifests"),
    ],
)
def test_the_most_literal_claim_comes_first(path, first):
    assert CLAIMS.of(path)[0] == first
