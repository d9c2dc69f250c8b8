"""Any bytes: no exception, and spans inside the file."""

from hypothesis import given, settings
from hypothesis import strategies as st

from factorlint.languages import javascript
from factorlint.model.source import Source

SEED = b"""import express, { Router as R } from 'express'; const { A = 'x', B: b } = process.env;
const app = express(); app.get('/x', async (req, res) => { await fetch(`http://a/${req.q}`, {...o}); });
class S { @Get('x') f(@P() p: T): void { this.c = axios.create({ timeout: 1 }); } c = 1; }
for (let i = 0; i < 3; i++) { try { await axios.get('http://b') } catch (e) {} }
let s = a ? process.env.A : +process.env.C! || 5; s = s; x = x.y; switch (process.env.NODE_ENV) { case 'dev': }
Promise.all(xs.map(x => fetch(x))); module.exports = { a: 'postgres://u:p@h/d' }; s.listen(3000, () => {})
"""
PATHS = st.sampled_from(["a.js", "a.ts", "a.tsx", "config/production.js", "app/x/route.ts", "pages/api/y.ts"])


def check(data, path):
    for fact in [*javascript.facts(Source(path, data)), *javascript.cheap(Source(path, data))]:
        assert 0 <= fact.span.start <= fact.span.end <= len(data), fact


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), PATHS)
def test_any_bytes(data, path):
    check(data, path)


@settings(max_examples=250, deadline=None)
@given(st.integers(0, len(SEED)), st.integers(0, 60), st.binary(max_size=12), PATHS)
def test_mutated_source(at, length, replacement, path):
    check(SEED[:at] + replacement + SEED[at + length :], path)


def test_deep_nesting():
    check(b"f(" * 3000 + b"process.env.A" + b")" * 3000, "a.js")
    check(b"a" + b".get('/x')" * 3000 + b";process.env.A", "a.js")
    check(b"process.env.A" + b" + 'a'" * 3000, "a.js")


def test_names_bound_to_themselves():
    check(
        b"let a = b; let b = a; a.listen(3000); const c = c; c(); class A { x = this.x; f() { this.x.get('/a') } }",
        "a.js",
    )


def test_every_trigger_is_lower_case():
    assert all(word == word.lower() for word in javascript.triggers())


def test_files_that_tell_by_their_path_need_no_trigger():
    for path, text in (
        ("config/production.js", b"module.exports = { a: 1 }"),
        ("app/a/route.ts", b"export function GET() {}"),
    ):
        source = Source(path, text)
        assert not any(word in text.lower() for word in javascript.triggers())
        assert list(javascript.cheap(source)) == list(javascript.facts(source)) != []
