"""What clients of other services say: where they connect to, and how long they wait."""

import pytest

from factorlint.facts import UNKNOWN, BackingService, EnvRead, OutboundCall, Route
from factorlint.languages import javascript
from factorlint.model.source import Source


def only(text, kind):
    (fact,) = [fact for fact in javascript.facts(Source("app.ts", text.encode())) if type(fact) is kind]
    return fact


GRPC = "const grpc = require('@grpc/grpc-js'); const shop = grpc.loadPackageDefinition(loaded).shop;"


@pytest.mark.parametrize(
    ("arguments", "timeout"),
    [
        ("order, (error, reply) => {}", None),
        ("order", None),
        ("order, { deadline: Date.now() + 5000 }, (error, reply) => {}", UNKNOWN),
        ("order, metadata, { deadline: soon }, (error, reply) => {}", UNKNOWN),
    ],
)
def test_a_grpc_call_waits_for_ever_without_a_deadline(arguments, timeout):
    made = "const users = new shop.Users(process.env.USERS || 'users:80', grpc.credentials.createInsecure());"
    fact = only(f"{GRPC}{made} users.find({arguments});", OutboundCall)
    assert (fact.protocol, fact.method, fact.target, fact.timeout) == ("grpc", "find", "users:80", timeout)


def test_making_and_closing_a_grpc_client_calls_nobody():
    text = f"{GRPC} const users = new shop.Users('a:1', c); users.close()"
    assert OutboundCall not in {type(fact) for fact in javascript.facts(Source("app.ts", text.encode()))}


def test_brokers_split_from_a_variable_come_from_it():
    text = "import { Kafka } from 'kafkajs'; new Kafka({ brokers: process.env.BROKERS.split(',') })"
    fact = only(text, BackingService)
    assert (fact.locator, fact.env) == (UNKNOWN, ("BROKERS",))


def test_a_worker_has_the_connection_it_is_given():
    fact = only(
        "import {Worker} from 'bullmq'; new Worker('q', f, {connection: {host: 'cache'}})", BackingService
    )
    assert (fact.service, fact.locator) == ("redis", "cache")


@pytest.mark.parametrize(
    ("text", "timeout"),
    [
        ("await request.get(url).set('a', 'b').timeout(5000)", 5.0),
        ("await request.get(url).timeout({ response: later() })", UNKNOWN),
        ("const reply = await request.post(url).send(body)", None),
        ("request.get(url).end((error, reply) => {})", None),
        ("const pending = request.get(url); pending.timeout(5)", UNKNOWN),
    ],
)
def test_superagent_waits_as_long_as_its_chain_says(text, timeout):
    fact = only(f"import request from 'superagent'; async function f() {{ {text} }}", OutboundCall)
    assert fact.timeout == timeout


def test_a_health_route_answers_what_its_condition_chooses():
    text = "const app = require('express')(); app.get('/health', (req, res) => { res.status(ok ? 200 : 503).end() })"
    assert only(text, Route).statuses == (200, 503)


@pytest.mark.parametrize(
    ("body", "required"),
    [
        ("{ console.error('no KEY'); process.exit(1) }", True),
        ("throw new Error('no KEY')", True),
        ("{ process.on('x', () => { process.exit(1) }); start() }", False),
    ],
)
def test_only_a_program_that_ends_without_a_variable_requires_it(body, required):
    assert only(f"if (!process.env.KEY) {body}", EnvRead).required is required


def test_convict_reads_what_its_schema_names():
    text = "const c = require('convict')({ port: { format: 'port', default: 80, env: 'PORT' }, plain: { default: 1 } })"
    fact = only(text, EnvRead)
    assert (fact.name, fact.default) == ("PORT", "80")


def test_mongoose_connects_to_what_the_environment_names():
    text = (
        "import mongoose from 'mongoose'; mongoose.connect(process.env.MONGO_URL || 'mongodb://localhost/x')"
    )
    fact = only(text, BackingService)
    assert (fact.service, fact.locator, fact.env) == ("mongodb", "mongodb://localhost/x", ("MONGO_URL",))
