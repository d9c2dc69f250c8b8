"""How Go processes behave: signals, ends, files, logs, sessions, state."""

import pytest

from factorlint.facts import (
    UNKNOWN,
    BackgroundWork,
    CacheStore,
    ConcurrencyLimit,
    DebugFlag,
    Exit,
    FileWrite,
    LogSink,
    LogUse,
    Print,
    SessionStore,
    SharedState,
    SignalHandler,
    ToolUse,
)

from .sample import facts, program, values

SIGNALS = [
    (
        "os os/signal syscall",
        "c := make(chan os.Signal, 1); signal.Notify(c, os.Interrupt, syscall.SIGTERM)",
        ("SIGINT", "SIGTERM"),
    ),
    (
        "context os/signal syscall",
        "ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)",
        ("SIGTERM",),
    ),
]


@pytest.mark.parametrize(("imports", "body", "expected"), SIGNALS)
def test_signals(imports, body, expected):
    (handler,) = facts(program(imports, body), SignalHandler)
    assert (handler.signals, handler.ignores) == (expected, False)


def test_an_ignored_signal():
    (handler,) = facts(program("os/signal syscall", "signal.Ignore(syscall.SIGHUP)"), SignalHandler)
    assert (handler.signals, handler.ignores) == (("SIGHUP",), True)


def test_the_end_of_the_process_in_a_handler():
    rest = "func home(w http.ResponseWriter, r *http.Request) {\n\tos.Exit(1)\n}\n"
    assert values(facts(program("os net/http", "os.Exit(0)", rest), Exit), "hard", "in_handler") == [
        (True, True)
    ]


SINKS = [
    (
        "log os",
        'f, _ := os.OpenFile("/var/log/shop.log", '
        "os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0644); log.SetOutput(f)",
        {("file", "/var/log/shop.log")},
    ),
    ("log os", "log.SetOutput(os.Stdout)", {("stdout", UNKNOWN)}),
    ("log/slog os", "slog.New(slog.NewJSONHandler(os.Stderr, nil))", {("stdout", UNKNOWN)}),
    (
        "github.com/sirupsen/logrus os",
        'f, err := os.Create("app.out"); logrus.SetOutput(f)',
        {("file", "app.out")},
    ),
    (
        "go.uber.org/zap",
        'cfg := zap.Config{OutputPaths: []string{"stdout", "/var/log/shop.json"}}',
        {("stdout", UNKNOWN), ("file", "/var/log/shop.json")},
    ),
    (
        "gopkg.in/natefinch/lumberjack.v2 log",
        'log.SetOutput(&lumberjack.Logger{Filename: "/var/log/shop.log"})',
        {("file", "/var/log/shop.log")},
    ),
]


@pytest.mark.parametrize(("imports", "body", "expected"), SINKS)
def test_logs(imports, body, expected):
    assert set(values(facts(program(imports, body), LogSink), "target", "file")) == expected


def test_libraries_and_prints():
    text = program("log fmt github.com/rs/zerolog", 'fmt.Println("x")\nlog.Println("y")')
    assert set(values(facts(text, LogUse), "by")) == {("log",), ("zerolog",)}
    assert values(facts(text, Print), "call", "buffered") == [("fmt.Println", False)]


FILES = [
    ('os.WriteFile("out.txt", data, 0644)', ("out.txt", UNKNOWN)),
    ('os.Create("/tmp/out.txt")', ("/tmp/out.txt", False)),
    ('os.OpenFile("out.txt", os.O_RDWR|os.O_CREATE, 0644)', ("out.txt", UNKNOWN)),
    ("os.CreateTemp(dir, pattern)", (UNKNOWN, False)),
]


@pytest.mark.parametrize(("body", "expected"), FILES)
def test_files(body, expected):
    assert values(facts(program("os", body), FileWrite), "file", "lasting") == [expected]


def test_files_that_are_read():
    assert (
        facts(program("os", 'os.Open("a")\nos.OpenFile("a", os.O_RDONLY, 0)\nos.ReadFile("a")'), FileWrite)
        == []
    )


def test_an_upload():
    text = """package web

import "github.com/gin-gonic/gin"

func upload(c *gin.Context) {
	file, _ := c.FormFile("file")
	c.SaveUploadedFile(file, "/data/"+file.Filename)
}
"""
    assert values(facts(text, FileWrite), "upload", "lasting", "in_handler") == [(True, True, True)]


SESSIONS = [
    ("github.com/gorilla/sessions", "sessions.NewCookieStore(key)", ("cookie", "gorilla/sessions")),
    ("github.com/gorilla/sessions", 'sessions.NewFilesystemStore("", key)', ("file", "gorilla/sessions")),
    (
        "github.com/gin-contrib/sessions/memstore",
        "memstore.NewStore(key)",
        ("memory", "gin-contrib/sessions"),
    ),
    (
        "github.com/gin-contrib/sessions/redis",
        'redis.NewStore(10, "tcp", "cache:6379", "", "", key)',
        ("redis", "gin-contrib/sessions"),
    ),
    ("github.com/alexedwards/scs/v2", "scs.New()", ("memory", "scs")),
    ("github.com/gofiber/fiber/v2/middleware/session", "session.New()", ("memory", "fiber")),
]


@pytest.mark.parametrize(("imports", "body", "expected"), SESSIONS)
def test_sessions(imports, body, expected):
    assert values(facts(program(imports, body), SessionStore), "backend", "by") == [expected]


def test_a_store_that_is_set_later():
    text = program(
        "github.com/alexedwards/scs/v2 github.com/alexedwards/scs/redisstore",
        "sessions := scs.New()\nsessions.Store = redisstore.New(pool)",
    )
    assert values(facts(text, SessionStore), "backend") == [("memory",), ("redis",)]


KEPT = [
    ("github.com/patrickmn/go-cache", "cache.New(5, 10)", ("memory", "cache")),
    ("github.com/go-chi/httprate", "httprate.LimitByIP(100, 60)", ("memory", "rate-limit")),
    ("github.com/didip/tollbooth/v7", "tollbooth.NewLimiter(1, nil)", ("memory", "rate-limit")),
]


@pytest.mark.parametrize(("imports", "body", "expected"), KEPT)
def test_caches_and_counts(imports, body, expected):
    assert values(facts(program(imports, body), CacheStore), "backend", "use") == [expected]


TOOLS = [
    ('exec.Command("ffmpeg", "-i", in)', ("ffmpeg", False)),
    ('exec.CommandContext(ctx, "git", "clone")', ("git", False)),
    ('exec.LookPath("git")', ("git", True)),
]


@pytest.mark.parametrize(("body", "expected"), TOOLS)
def test_tools(body, expected):
    assert values(facts(program("os/exec", body), ToolUse), "program", "optional") == [expected]


def test_a_program_that_is_not_known_is_none():
    assert facts(program("os/exec", "exec.Command(name)"), ToolUse) == []


def test_work_beside_the_request():
    text = program(
        "time github.com/robfig/cron/v3", "time.NewTicker(time.Minute)\nc := cron.New()\nc.Start()"
    )
    assert values(facts(text, BackgroundWork), "how", "by") == [("timer", "time"), ("scheduler", "cron")]


def test_bounds():
    text = program(
        "golang.org/x/sync/errgroup golang.org/x/sync/semaphore",
        "var g errgroup.Group\ng.SetLimit(8)\nsemaphore.NewWeighted(4)",
    )
    assert values(facts(text, ConcurrencyLimit), "how", "bound") == [("errgroup", 8), ("semaphore", 4)]


def test_debug_mode():
    text = program("github.com/gin-gonic/gin", "gin.SetMode(gin.DebugMode)")
    assert values(facts(text, DebugFlag), "name", "value") == [("gin.SetMode", True)]
    assert facts(program("github.com/gin-gonic/gin", "gin.SetMode(gin.ReleaseMode)"), DebugFlag) == []


def test_state_that_handlers_change():
    text = """package main

import "net/http"

var hits int
var seen = map[string]bool{}
var order = []string{"a"}

func home(w http.ResponseWriter, r *http.Request) {
	hits++
	seen[r.URL.Path] = true
	local := map[string]bool{}
	local["x"] = true
}

func prepare() {
	order = append(order, "b")
}
"""
    assert {name for (name,) in values(facts(text, SharedState), "name")} == {"hits", "seen"}
