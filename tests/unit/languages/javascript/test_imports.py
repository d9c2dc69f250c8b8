"""Imports without a parser."""

import pytest

from factorlint.languages.javascript.imports import imports


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        ("import a from 'a'", ["a"]),
        ('import a, { b } from "@s/p/x"', ["@s/p/x"]),
        ("import {\n  a,\n  b as c,\n} from 'a'", ["a"]),
        ("import 'side'", ["side"]),
        ("import * as fs from 'node:fs'", ["node:fs"]),
        ("import x = require('y')", ["y"]),
        ("export * from 'a'; export { b } from 'c'", ["a", "c"]),
        ("const a = require('a'), b = require(\"b\")", ["a", "b"]),
        ("await import('lazy')", ["lazy"]),
        ("// import a from 'a'\n/* require('b') */ const s = \"require('c')\"", []),
        ("import a from './a'; require('../b'); require('/abs')", []),
        ("require(name); import(`./x/${y}`)", []),
        ("obj.require('a'); $require('b')", []),
    ],
)
def test_modules(text, modules):
    assert [fact.module for fact in imports(text.encode())] == modules


def test_types_only():
    (fact,) = imports(b"import type { A } from 'a'")
    assert fact.typing_only
    (fact,) = imports(b"import { type A, type B } from 'a'")
    assert fact.typing_only
    (fact,) = imports(b"import { type A, b } from 'a'")
    assert not fact.typing_only


def test_optional_and_lazy():
    (fact,) = imports(b"try {\n  x = require('a')\n} catch {}")
    assert fact.optional and fact.lazy
    (fact,) = imports(b"try { y() } catch {}\nx = require('a')")
    assert not fact.optional and not fact.lazy


def test_paths_that_leave_their_folder():
    (fact,) = imports(b"import a from '../../other-app/src/a'")
    assert fact.escapes
