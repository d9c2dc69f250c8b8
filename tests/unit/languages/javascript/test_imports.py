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
        ("import a from './a'; require('../b'); require('/abs')", ["./a", "../b", "/abs"]),
        ("import a from '@/a'; import '#b'; import c from '~/c'", ["@/a", "#b", "~/c"]),
        ("import { // first\n  a, /* second */ b } from 'a'", ["a"]),
        ("import(/* webpackChunkName: 'x' */ './a')", ["./a"]),
        ("import type from 'a'; import from from 'b'", ["a", "b"]),
        ("import a, * as b from 'a'; export * as c from 'b'", ["a", "b"]),
        ("import{a}from'a';export{b}from\"b\"", ["a", "b"]),
        ("s.replace(/'/g, `\"`); import('./a')", ["./a"]),
        ("f(/[/'\"]/); require('a')", ["a"]),
        ("path = '/x/*'; load = () => import('./a'); // */", ["./a"]),
        ("x = `import a from 'a'\n`; require.resolve('b')", ["b"]),
        ("import.meta.url; importScripts('a'); imports('b')", []),
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
    (fact,) = imports(b"import a, { type B } from 'a'")
    assert not fact.typing_only
    (fact,) = imports(b"export type { A } from 'a'")
    assert fact.typing_only


def test_optional_and_lazy():
    (fact,) = imports(b"try {\n  x = require('a')\n} catch {}")
    assert fact.optional and fact.lazy
    (fact,) = imports(b"try { y() } catch {}\nx = require('a')")
    assert not fact.optional and not fact.lazy


def test_paths_that_leave_their_folder():
    (fact,) = imports(b"import a from '../../other-app/src/a'")
    assert fact.escapes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a from 'a'", ("default",)),
        ("import * as a from 'a'", ("*",)),
        ("import a, { b as c, type D, default as e } from './a'", ("default", "b", "D", "default")),
        ("import { // no\n  a,\n  type, } from 'a'", ("a", "type")),
        ("export * from './a'", ("*",)),
        ("export { a as default, b } from './a'", ("a", "b")),
        ("const { a, b: c } = require('./a')", ("a", "b")),
        ("const a = require('./a')", ()),
        ("import { readFile } from 'node:fs'", ()),
        ("import { join } from 'path'", ()),
        ("import './a'", ()),
    ],
)
def test_names(text, names):
    (fact,) = imports(text.encode())
    assert fact.names == names


def test_relative_is_what_is_written_from_this_file():
    found = {
        fact.module: fact.relative for fact in imports(b"import './a'; import '..'; import '/b'; import '#c'")
    }
    assert found == {"./a": True, "..": True, "/b": False, "#c": False}


PUMPED = [
    "import /* ",
    "import(/*",
    "import {",
    "import { /* ",
    "import a, ",
    "import type ",
    "import \n",
    "export {",
    "export * ",
    "export { a } from ",
    "require(/*",
    "require('",
    "require(`$",
    "try { ",
    "try { require('a')",
    "try { require('a') }",
    "'\\'",
    '"\\"',
    "`\\`",
    "(/[",
    "(/a",
    "/*",
    "from '",
    "{ type a ",
    "} = require('a')",
]


@pytest.mark.parametrize("piece", PUMPED)
def test_no_text_takes_more_than_linear_time(piece, pumped):
    pumped(lambda data: sum(1 for _ in imports(data)), piece.encode(), before=b"import a from 'a'\n")
