"""What a JavaScript or TypeScript file says, by small programs."""

import pytest

from factorlint.facts import (
    UNKNOWN,
    BackgroundWork,
    BackingService,
    CacheStore,
    ConcurrencyLimit,
    ConfigFile,
    EnvironmentBranch,
    EnvRead,
    EnvWrite,
    Exit,
    FileWrite,
    Listen,
    Literal_,
    LogSink,
    OutboundCall,
    ParseTrouble,
    Retry,
    Route,
    SchemaChange,
    SessionStore,
    SignalHandler,
    ToolUse,
    WorkerCode,
)
from factorlint.languages import javascript
from factorlint.model.source import Source


def said(text, kind, path="app.ts"):
    return [fact for fact in javascript.facts(Source(path, text.encode())) if type(fact) is kind]


def only(text, kind, path="app.ts"):
    (fact,) = said(text, kind, path)
    return fact


# ---- listening


@pytest.mark.parametrize(
    ("text", "port", "variable", "host", "default"),
    [
        ("const e = require('express'); e().listen(3000)", 3000, "", None, "::"),
        (
            "import express from 'express'; const app = express(); app.listen(process.env.PORT || 8080, () => {})",
            8080,
            "PORT",
            None,
            "::",
        ),
        (
            "import * as http from 'node:http'; http.createServer(f).listen(80, '127.0.0.1')",
            80,
            "",
            "127.0.0.1",
            "::",
        ),
        (
            "import Fastify from 'fastify'; const f = Fastify(); await f.listen({ port: +process.env.PORT! })",
            UNKNOWN,
            "PORT",
            None,
            "localhost",
        ),
        (
            "import {NestFactory} from '@nestjs/core'; async function b(){ const a = await NestFactory.create(M);"
            " await a.listen(parseInt(process.env.PORT ?? '3000', 10), '0.0.0.0') }",
            3000,
            "PORT",
            "0.0.0.0",
            "::",
        ),
        (
            "const {PORT = 4000} = process.env; const Koa = require('koa'); new Koa().use(x).listen(PORT)",
            4000,
            "PORT",
            None,
            "::",
        ),
        (
            "class S { constructor() { this.app = require('express')() } run() { this.app.listen(1) } }",
            1,
            "",
            None,
            "::",
        ),
    ],
)
def test_listen(text, port, variable, host, default):
    fact = only(text, Listen)
    assert (fact.port, fact.port_env, fact.host, fact.default_host) == (port, variable, host, default)


def test_a_port_inside_a_grpc_address_is_not_its_host():
    text = "const grpc = require('@grpc/grpc-js'); new grpc.Server().bindAsync(`[::]:${process.env.PORT || 50051}`, c, d)"
    fact = only(text, Listen)
    assert (fact.host, fact.port, fact.port_env, fact.host_env) == ("[::]", 50051, "PORT", "")


def test_an_event_emitter_does_not_listen():
    assert not said("const bus = new Bus(); bus.listen(3000)", Listen)


# ---- the environment


@pytest.mark.parametrize(
    ("text", "name", "default", "coercion", "required"),
    [
        ("x = process.env.A", "A", None, "", False),
        ("x = process.env['A-B'.length ? 'A' : 'B']; y = process.env['C']", "C", None, "", False),
        ("x = process.env.A ?? 'd'", "A", "d", "", False),
        ("x = +process.env.A || 5", "A", "5", "int", False),
        ("x = parseInt(process.env.A || '7', 10)", "A", "7", "int", False),
        ("x = process.env.A === 'true'", "A", None, "parsed-bool", False),
        ("if (process.env.A) go()", "A", None, "bool", False),
        ("if (process.env.A) go(); use(process.env.A)", "A", None, "", False),
        ("if (!process.env.A) throw new Error('A')", "A", None, "", True),
        ("connect(process.env.A!)", "A", None, "", True),
        ("const { A: b = 'z' } = process.env", "A", "z", "", False),
        ("const env = process.env; f(env.A)", "A", None, "", False),
        ("import { env } from 'node:process'; f(env.A)", "A", None, "", False),
        ("x = process.env.A ? process.env.A : 'q'", "A", "q", "", False),
        ("x = process.env.A || compute()", "A", UNKNOWN, "", False),
        ("x = JSON.parse(process.env.A)", "A", None, "json", False),
    ],
)
def test_environment(text, name, default, coercion, required):
    fact = said(text, EnvRead)[0]
    assert (fact.name, fact.default, fact.coercion, fact.required) == (name, default, coercion, required)


def test_what_a_bundler_bakes_in():
    assert only("x = import.meta.env.VITE_API", EnvRead).stage == "build"
    assert only("x = process.env.NEXT_PUBLIC_API", EnvRead).stage == "build"
    assert only("x = process.env.API", EnvRead).stage == "run"
    assert not said("x = import.meta.env.MODE", EnvRead)


def test_strings_and_comments_read_nothing():
    assert not said("// process.env.A\nconst s = 'process.env.B'", EnvRead)


def test_writes():
    facts = said("process.env.A = 'x'; process.env[k] = 1; delete process.env.B", EnvWrite)
    assert [fact.name for fact in facts] == ["A", UNKNOWN, "B"]
    assert not said("process.env.A = 'x'", EnvRead)


def test_environment_branches():
    fact = only("const isProd = process.env.NODE_ENV === 'production'", EnvironmentBranch)
    assert (fact.variable, fact.values, fact.chooses) == ("NODE_ENV", ("production",), "isProd")
    fact = only(
        "switch (process.env.APP_ENV) { case 'production': a(); break; case 'dev': b() }", EnvironmentBranch
    )
    assert fact.values == ("production", "dev")
    assert not said("if (mode === 'production') x()", EnvironmentBranch)


# ---- routes


def test_express_routes_and_mounts():
    text = """
const express = require('express'); const { Pool } = require('pg'); const pool = new Pool();
const app = express(); const router = express.Router();
router.route('/things').get(list).post(async (req, res) => { await pool.query('x'); res.status(201).end() });
app.use('/api', router);
app.get('/health', (req, res) => res.sendStatus(200));
app.get('env');
function list(req, res) { res.json([]) }
"""
    facts = said(text, Route)
    assert [(fact.url_path, fact.methods, fact.partial) for fact in facts] == [
        ("/things", ("GET",), True),
        ("/things", ("POST",), True),
        ("/api", (), False),
        ("/health", ("GET",), False),
    ]
    assert facts[0].handler == "list"
    assert (facts[1].asks, facts[1].statuses) == (("postgresql",), (201,))
    assert facts[2].prefix_of == "express.Router"
    assert facts[3].statuses == (200,)


def test_nest_controllers_combine_their_paths():
    text = """
import { Controller, Get, Post } from '@nestjs/common';
@Controller('cats')
export class Cats {
  @Get(':id') one() {}
  @Post() make() {}
}
"""
    facts = said(text, Route)
    assert [(fact.url_path, fact.methods, fact.handler) for fact in facts] == [
        ("/cats/:id", ("GET",), "Cats.one"),
        ("/cats", ("POST",), "Cats.make"),
    ]


def test_next_routes_come_from_their_path():
    text = "export async function GET() { return fetch('http://x/') }\nexport const POST = async () => {}"
    facts = said(text, Route, "web/app/(shop)/api/items/[id]/route.ts")
    assert [(fact.url_path, fact.methods) for fact in facts] == [
        ("/api/items/[id]", ("GET",)),
        ("/api/items/[id]", ("POST",)),
    ]


# ---- calls and services


@pytest.mark.parametrize(
    ("text", "timeout", "target"),
    [
        ("import axios from 'axios'; axios.get('http://a/')", None, "http://a/"),
        ("import axios from 'axios'; axios.post('http://a/', {}, {timeout: 1500})", 1.5, "http://a/"),
        (
            "const api = require('axios').create({baseURL: 'http://u', timeout: 2 * 1000}); api.get('/x')",
            2.0,
            "http://u",
        ),
        ("import axios from 'axios'; axios.create({timeout: 0}).get('http://a/')", None, "http://a/"),
        ("import axios from 'axios'; axios.get('http://a/', options)", UNKNOWN, "http://a/"),
        ("import axios from 'axios'; axios.get('http://a/', {...options})", UNKNOWN, "http://a/"),
        ("fetch(`http://a/${id}`)", None, "http://a/"),
        ("fetch('http://a/', { signal: AbortSignal.timeout(5000) })", 5.0, "http://a/"),
        ("const c = new AbortController(); fetch('http://a/', { signal: c.signal })", UNKNOWN, "http://a/"),
        ("import {request} from 'undici'; request('http://a/')", 300.0, "http://a/"),
        ("import got from 'got'; got('http://a/', {timeout: {request: 10000}})", 10.0, "http://a/"),
        ("fetch(process.env.URL || 'http://d/')", None, "http://d/"),
    ],
)
def test_outbound_calls(text, timeout, target):
    fact = only(text, OutboundCall)
    assert (fact.timeout, fact.target) == (timeout, target)


def test_what_is_no_call_to_another_process():
    assert not said("function fetch(x) {} fetch('http://a/')", OutboundCall)
    assert not said("fetch('/api/things')", OutboundCall)
    assert not said("const m = new Map(); m.get('http://a/')", OutboundCall)


def test_typed_members_are_instances():
    text = """
import { HttpService } from '@nestjs/axios';
export class S { constructor(private readonly http: HttpService) {} f() { return this.http.get('http://a/') } }
"""
    assert only(text, OutboundCall).target == "http://a/"


@pytest.mark.parametrize(
    ("text", "service", "locator", "env"),
    [
        ("import { Pool } from 'pg'; new Pool()", "postgresql", None, ()),
        (
            "import pg from 'pg'; new pg.Pool({connectionString: process.env.DATABASE_URL})",
            "postgresql",
            UNKNOWN,
            ("DATABASE_URL",),
        ),
        (
            "const r = require('redis'); r.createClient({url: 'redis://cache:6379'})",
            "redis",
            "redis://cache:6379",
            (),
        ),
        (
            "import mongoose from 'mongoose'; mongoose.connect(process.env.M || 'mongodb://localhost/x')",
            "mongodb",
            "mongodb://localhost/x",
            ("M",),
        ),
        (
            "const {Sequelize} = require('sequelize'); new Sequelize({dialect: 'sqlite', storage: 'a.db'})",
            "sqlite",
            "a.db",
            (),
        ),
    ],
)
def test_backing_services(text, service, locator, env):
    fact = only(text, BackingService)
    assert (fact.service, fact.locator, fact.env) == (service, locator, env)


def test_schema_changes_know_when_they_run():
    head = "import { Sequelize } from 'sequelize'; const s = new Sequelize('postgres://a/b');"
    assert only(head + "s.sync()", SchemaChange).moment == "import"
    assert only(head + "async function main() { await s.sync() } main()", SchemaChange).moment == "import"
    serves = "export async function up() { await s.sync(); require('express')().listen(1) }"
    assert only(head + serves, SchemaChange).moment == "start"
    assert only(head + "export async function reset() { await s.sync() }", SchemaChange).moment == "function"


# ---- processes, logs, sessions


def test_sessions_and_limits():
    assert only("app.use(require('express-session')({secret: k}))", SessionStore).backend == "memory"
    text = """
import session from 'express-session'; import {RedisStore} from 'connect-redis';
session({store: new RedisStore({client})})
"""
    assert only(text, SessionStore).backend == "redis"
    assert (
        only("import limit from 'express-rate-limit'; app.use(limit({max: 5}))", CacheStore).use
        == "rate-limit"
    )


def test_logs():
    text = "const w = require('winston'); w.createLogger({transports: [new w.transports.File({filename: 'a.log'})]})"
    fact = only(text, LogSink)
    assert (fact.target, fact.file) == ("file", "a.log")
    assert only("const m = require('morgan'); app.use(m('combined'))", LogSink).target == "stdout"


def test_processes():
    assert only("process.on('SIGTERM', () => s.close())", SignalHandler).signals == ("SIGTERM",)
    assert not said("process.on('uncaughtException', f)", SignalHandler)
    assert len(said("process.exit(1)", Exit)) == 1
    assert (
        only("import {execFile} from 'child_process'; execFile('ffmpeg', ['-i'])", ToolUse).program
        == "ffmpeg"
    )
    assert (
        only("const c = require('node-cron'); c.schedule('* * * * *', f)", BackgroundWork).how == "scheduler"
    )
    assert only("import {Worker} from 'bullmq'; new Worker('mail', f)", WorkerCode).name == "mail"


def test_uploads_and_files():
    assert only("import multer from 'multer'; multer({dest: 'uploads/'})", FileWrite).upload
    fact = only(
        "import fs from 'fs'; app.post('/x', (req, res) => { fs.writeFileSync('data.json', d) })", FileWrite
    )
    assert (fact.file, fact.in_handler) == ("data.json", True)


# ---- resilience


def test_a_loop_that_tries_again():
    text = """
async function load() {
  for (let i = 0; i < 5; i++) {
    try { return await fetch('http://a/') } catch (e) { await sleep(100 * 2 ** i + Math.random()) }
  }
}
"""
    fact = only(text, Retry)
    assert (fact.limit, fact.backoff, fact.jitter, fact.around) == (5, "exponential", True, ("http",))
    endless = "async function f() { while (true) { try { await fetch('http://a/'); break } catch {} } }"
    fact = only(endless, Retry)
    assert (fact.limit, fact.backoff) == (None, "none")
    assert not said("async function f() { for (const u of us) { try { await fetch(u) } catch {} } }", Retry)


def test_work_side_by_side():
    assert only("await Promise.all(ids.map((id) => fetch(`http://a/${id}`)))", ConcurrencyLimit).bound is None
    assert not said("await Promise.all([fetch('http://a/'), fetch('http://b/')])", ConcurrencyLimit)


# ---- literals and configuration files


def test_literals():
    fact = only("const dbPassword = 'hunter2-Xy7'", Literal_)
    assert (fact.shape, fact.bound_to) == ("credential-name", "dbPassword")
    fact = only("connect({ db: { url: 'postgres://u:p@db:5432/x' } })", Literal_)
    assert (fact.shape, fact.bound_to, fact.in_call) == ("dsn", "db.url", "connect")
    fact = only("const s = process.env.JWT_SECRET || 'hunter2-Xy7'", Literal_)
    assert fact.bound_to.endswith("JWT_SECRET")
    assert not said("if (password === 'hunter2-Xy7') x()", Literal_)
    assert not said("import x from 'http://cdn.example.org/x.js'", Literal_)


def test_configuration_of_one_environment():
    fact = only("module.exports = { db: { host: 'a' }, debug: true }", ConfigFile, "config/production.js")
    assert (fact.environment, fact.family) == ("production", "config/*.js")
    assert fact.entries == (("db.host", "a"), ("debug", "True"))
    assert not said("module.exports = { a: 1 }", ConfigFile, "src/production.js")


# ---- what cannot be read


def test_broken_files_say_so_once():
    text = "const a = ;;; ) } {\n(((\nprocess.env.A"
    assert len(said(text, ParseTrouble)) == 1
    assert not said("const a: number = <T,>(x: T) => x", ParseTrouble)


def test_flow_and_jsx_in_js_files():
    assert not said("// @flow\nfunction f(a: number): string { return <b>{a}</b> }", ParseTrouble, "a.js")


def test_bundles_are_skipped_cheaply():
    text = "var a=1;" * 2000 + "process.env.A;console.log(1)"
    assert not said(text, EnvRead, "bundle.js")
