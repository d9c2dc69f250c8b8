"""Which other processes Go calls, and what bounds the call."""

import pytest

from factorlint.facts import UNKNOWN, Breaker, DefaultTimeout, OutboundCall, Retry

from .sample import facts, program, values

HTTP = [
    ('http.Get("http://stock/all")', ("GET", "http://stock/all", None)),
    ('http.Post(url, "text/plain", body)', ("POST", UNKNOWN, None)),
    (
        'c := &http.Client{Timeout: 5 * time.Second}; c.Get("http://stock/all")',
        ("GET", "http://stock/all", 5.0),
    ),
    ('c := http.Client{Timeout: time.Minute}; c.Get("http://stock/all")', ("GET", "http://stock/all", 60.0)),
    (
        'c := http.Client{}; c.Timeout = 300 * time.Millisecond; c.Get("http://stock/all")',
        ("GET", "http://stock/all", 0.3),
    ),
    ('c := &http.Client{}; c.Get("http://stock/all")', ("GET", "http://stock/all", None)),
    ('c := new(http.Client); c.Get("http://stock/all")', ("GET", "http://stock/all", None)),
    ('c := &http.Client{Timeout: 0}; c.Get("http://stock/all")', ("GET", "http://stock/all", None)),
    ('c := &http.Client{Timeout: wait}; c.Get("http://stock/all")', ("GET", "http://stock/all", UNKNOWN)),
    (
        "c := &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 2 * time.Second}}; "
        'c.Get("http://stock/all")',
        ("GET", "http://stock/all", 2.0),
    ),
    (
        'req, err := http.NewRequest("GET", "http://stock/all", nil); http.DefaultClient.Do(req)',
        ("GET", "http://stock/all", None),
    ),
    (
        'req, _ := http.NewRequest(http.MethodPost, "http://stock/all", nil); (&http.Client{}).Do(req)',
        ("POST", "http://stock/all", None),
    ),
    (
        'req, err := http.NewRequestWithContext(ctx, "GET", '
        '"http://stock/all", nil); http.DefaultClient.Do(req)',
        ("GET", "http://stock/all", UNKNOWN),
    ),
    (
        "req, err := http.NewRequestWithContext(context.Background(), "
        '"GET", "http://stock/all", nil); http.DefaultClient.Do(req)',
        ("GET", "http://stock/all", None),
    ),
]


@pytest.mark.parametrize(("body", "expected"), HTTP)
def test_http(body, expected):
    found = facts(program("net/http time context", body), OutboundCall)
    assert values(found, "method", "target", "timeout") == [expected]


UNSEEN = [
    'func load(c *http.Client) { c.Get("http://stock/all") }',
    'type api struct { client *http.Client }\nfunc (a *api) load() { a.client.Get("http://stock/all") }',
    "type api struct { client *http.Client }\nfunc (a *api) load() {\n\treq, "
    '_ := http.NewRequest("GET", "http://stock/all", nil)\n\ta.client.Do(req)\n}',
]


@pytest.mark.parametrize("rest", UNSEEN)
def test_a_client_that_is_made_elsewhere(rest):
    found = facts(program("net/http", "", rest), OutboundCall)
    assert values(found, "target", "timeout") == [("http://stock/all", UNKNOWN)]


def test_a_client_of_the_package():
    text = program(
        "net/http time",
        'client.Get("http://stock/all")',
        "var client = &http.Client{Timeout: 10 * time.Second}\n",
    )
    assert values(facts(text, OutboundCall), "timeout") == [(10.0,)]


def test_a_client_that_the_struct_is_made_with():
    text = """package api

import (
	"net/http"
	"time"
)

type Client struct {
	http *http.Client
}

func New() *Client {
	return &Client{http: &http.Client{Timeout: 3 * time.Second}}
}

func (c *Client) Load() {
	c.http.Get("http://stock/all")
}
"""
    assert values(facts(text, OutboundCall), "timeout") == [(3.0,)]


def test_a_default_for_the_process():
    text = program("net/http time", "http.DefaultClient.Timeout = 5 * time.Second")
    assert values(facts(text, DefaultTimeout), "client", "timeout") == [("net/http", 5.0)]


OTHERS = [
    (
        "google.golang.org/grpc",
        'conn, err := grpc.NewClient("cart:7070", grpc.WithInsecure())',
        ("grpc", "cart:7070", UNKNOWN),
    ),
    ("google.golang.org/grpc", 'conn, err := grpc.Dial("cart:7070")', ("grpc", "cart:7070", UNKNOWN)),
    ("net/smtp", 'smtp.SendMail("mail:25", nil, from, to, text)', ("smtp", "mail", None)),
    ("net", 'c, err := net.Dial("tcp", "stock:9000")', ("tcp", "stock", None)),
    ("net time", 'c, err := net.DialTimeout("tcp", "stock:9000", 3*time.Second)', ("tcp", "stock", 3.0)),
]


@pytest.mark.parametrize(("imports", "body", "expected"), OTHERS)
def test_others(imports, body, expected):
    found = facts(program(imports, body), OutboundCall)
    assert values(found, "protocol", "target", "timeout") == [expected]


def test_a_udp_or_unix_socket_is_no_call():
    text = program("net", 'net.Dial("udp", "10.0.0.1:53")\nnet.Dial("unix", "/run/x.sock")')
    assert facts(text, OutboundCall) == []


def test_a_generated_client():
    text = program(
        "context google.golang.org/grpc pb=example.com/shop/genproto",
        'conn, _ := grpc.NewClient("cart:7070")\n'
        "pb.NewCartServiceClient(conn).GetCart(ctx, nil)\n"
        "pb.NewCartServiceClient(conn).EmptyCart(context.Background(), nil)",
    )
    assert values(facts(text, OutboundCall), "method", "timeout") == [
        ("connect", UNKNOWN),
        ("GetCart", UNKNOWN),
        ("EmptyCart", None),
    ]


RETRIES = [
    (
        "github.com/cenkalti/backoff/v4",
        "backoff.Retry(load, backoff.NewExponentialBackOff())",
        (UNKNOWN, "exponential"),
    ),
    (
        "github.com/cenkalti/backoff/v4 time",
        "backoff.Retry(load, backoff.NewConstantBackOff(time.Second))",
        (UNKNOWN, "fixed"),
    ),
    ("github.com/cenkalti/backoff/v4", "backoff.Retry(load, &backoff.ZeroBackOff{})", (UNKNOWN, "none")),
    ("github.com/avast/retry-go/v4", "retry.Do(load)", (10, "exponential")),
    (
        "github.com/avast/retry-go/v4",
        "retry.Do(load, retry.Attempts(3), retry.DelayType(retry.FixedDelay))",
        (3, "fixed"),
    ),
    ("net/http", "for { if _, err := http.Get(url); err == nil { break } }", (None, "none")),
    ("net/http", "for { _, err := http.Get(url); if err != nil { continue }; return }", (None, "none")),
    (
        "net/http",
        "for i := 0; i < 5; i++ { r, err := http.Get(url); if err == nil { return r } }",
        (5, "none"),
    ),
    (
        "net/http time",
        "for i := 0; i < 5; i++ { if r, err := http.Get(url); err == nil { return r }; time.Sleep(time.Second) }",
        (5, "fixed"),
    ),
    (
        "net/http time",
        "for i := 0; i < 5; i++ { r, err := http.Get(url); if err == nil { return r }; "
        "time.Sleep(time.Duration(1<<i) * time.Second) }",
        (5, "exponential"),
    ),
    (
        "net/http time",
        "for tries := 1; tries <= 3; tries++ { r, err := http.Get(url); if err != nil { log(err); time.Sleep(wait) } "
        "else { return r } }",
        (3, "fixed"),
    ),
]


@pytest.mark.parametrize(("imports", "body", "expected"), RETRIES)
def test_retries(imports, body, expected):
    assert values(facts(program(imports, body), Retry), "limit", "backoff") == [expected]


NO_RETRIES = [
    "for _, url := range urls { if _, err := http.Get(url); err == nil { break } }",
    "for { r, err := http.Get(url); if err != nil { return err }; use(r); if done { break } }",
    "for page := 0; page < 5; page++ { r, err := http.Get(url); if err != nil { log.Fatal(err) }; use(r) }",
    "for { go func() { if _, err := http.Get(url); err == nil { return } }() }",
]


@pytest.mark.parametrize("body", NO_RETRIES)
def test_loops_that_are_no_retries(body):
    assert facts(program("net/http log", body), Retry) == []


def test_a_breaker():
    text = program(
        "github.com/sony/gobreaker", 'gobreaker.NewCircuitBreaker(gobreaker.Settings{Name: "stock"})'
    )
    assert values(facts(text, Breaker), "threshold", "reset") == [(6, 60.0)]
