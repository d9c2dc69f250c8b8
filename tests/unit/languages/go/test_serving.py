"""What Go programs listen on and which paths they serve."""

import pytest

from factorlint.facts import UNKNOWN, Listen, OutboundCall, Route

from .sample import facts, program, values

LISTENS = [
    ("net/http", 'http.ListenAndServe(":8080", nil)', ("", 8080, "", "net/http")),
    (
        "net/http log",
        'log.Fatal(http.ListenAndServe("127.0.0.1:8080", nil))',
        ("127.0.0.1", 8080, "", "net/http"),
    ),
    ("net/http os", 'http.ListenAndServe(":" + os.Getenv("PORT"), nil)', ("", UNKNOWN, "PORT", "net/http")),
    (
        "net/http os fmt",
        'port := os.Getenv("PORT"); if port == "" { port = "8080" }; '
        'http.ListenAndServe(fmt.Sprintf(":%s", port), nil)',
        ("", 8080, "PORT", "net/http"),
    ),
    (
        "net/http os fmt",
        'host, port := "0.0.0.0", 80; http.ListenAndServe(fmt.Sprintf("%s:%d", host, port), nil)',
        ("0.0.0.0", 80, "", "net/http"),
    ),
    (
        "net/http net os",
        'http.ListenAndServe(net.JoinHostPort("localhost", os.Getenv("PORT")), nil)',
        ("localhost", UNKNOWN, "PORT", "net/http"),
    ),
    (
        "net/http",
        'server := &http.Server{Addr: ":9090", ReadTimeout: 5}; server.ListenAndServe()',
        ("", 9090, "", "net/http"),
    ),
    (
        "net/http",
        'var server http.Server; server.Addr = ":9090"; server.ListenAndServe()',
        ("", 9090, "", "net/http"),
    ),
    (
        "net/http",
        'go func() { srv := http.Server{Addr: "localhost:9090"}; srv.ListenAndServe() }()',
        ("localhost", 9090, "", "net/http"),
    ),
    ("github.com/gin-gonic/gin", "r := gin.Default(); r.Run()", ("", 8080, "PORT", "gin")),
    ("github.com/gin-gonic/gin", 'r := gin.New(); r.Run("0.0.0.0:3000")', ("0.0.0.0", 3000, "", "gin")),
    (
        "github.com/labstack/echo/v4",
        'e := echo.New(); e.Logger.Fatal(e.Start(":1323"))',
        ("", 1323, "", "echo"),
    ),
    (
        "github.com/gofiber/fiber/v2",
        'app := fiber.New(); app.Listen("127.0.0.1:3000")',
        ("127.0.0.1", 3000, "", "fiber"),
    ),
    ("net", 'l, err := net.Listen("tcp", ":50051"); use(l, err)', ("", 50051, "", "net")),
]


@pytest.mark.parametrize(("imports", "body", "expected"), LISTENS)
def test_listening(imports, body, expected):
    assert values(facts(program(imports, body), Listen), "host", "port", "port_env", "by") == [expected]


def test_a_grpc_server_listens_where_its_listener_does():
    text = program(
        "net google.golang.org/grpc",
        'lis, err := net.Listen("tcp", ":50051")\nuse(err)\nserver := grpc.NewServer()\nserver.Serve(lis)',
    )
    assert values(facts(text, Listen), "port", "protocol") == [(50051, "tcp"), (50051, "grpc")]


def test_constants_of_the_file_are_followed():
    text = program(
        "net/http", "http.ListenAndServe(addr, nil)", 'const (\n\tport = "8080"\n\taddr = ":" + port\n)\n'
    )
    assert values(facts(text, Listen), "port") == [(8080,)]


def test_constants_of_other_files_are_not_guessed():
    assert values(facts(program("net/http", "http.ListenAndServe(addr, nil)"), Listen), "port") == [
        (UNKNOWN,)
    ]


def test_a_local_name_is_not_the_package():
    text = program("net/http", "http := client{}\nhttp.ListenAndServe(1, nil)")
    assert facts(text, Listen) == []


ROUTES = [
    ("net/http", 'http.HandleFunc("/healthz", health)', ("/healthz", (), False)),
    (
        "net/http",
        'mux := http.NewServeMux(); mux.HandleFunc("GET /items/{id}", item)',
        ("/items/{id}", ("GET",), True),
    ),
    ("github.com/gin-gonic/gin", 'r := gin.Default(); r.GET("/ping", ping)', ("/ping", ("GET",), False)),
    (
        "github.com/labstack/echo/v4",
        'e := echo.New(); e.POST("/users", create)',
        ("/users", ("POST",), False),
    ),
    ("github.com/go-chi/chi/v5", 'r := chi.NewRouter(); r.Get("/health", h)', ("/health", ("GET",), True)),
    (
        "github.com/gorilla/mux",
        'r := mux.NewRouter(); r.HandleFunc("/ready", h).Methods("GET")',
        ("/ready", (), True),
    ),
    (
        "github.com/gofiber/fiber/v2",
        'app := fiber.New(); app.Get("/", func(c *fiber.Ctx) error { return nil })',
        ("/", ("GET",), False),
    ),
    (
        "github.com/julienschmidt/httprouter",
        'r := httprouter.New(); r.GET("/x/:name", h)',
        ("/x/:name", ("GET",), False),
    ),
]


@pytest.mark.parametrize(("imports", "body", "expected"), ROUTES)
def test_routes(imports, body, expected):
    assert values(facts(program(imports, body), Route), "url_path", "methods", "partial") == [expected]


def test_a_group_has_a_prefix_and_what_is_in_it_is_partial():
    text = program(
        "github.com/gin-gonic/gin", 'r := gin.Default()\napi := r.Group("/api")\napi.GET("/items", list)'
    )
    assert values(facts(text, Route), "url_path", "partial", "prefix_of") == [
        ("/api", False, "api"),
        ("/items", True, ""),
    ]


def test_a_router_that_is_a_parameter():
    text = """package web

import "github.com/go-chi/chi/v5"

func Routes(r chi.Router) {
	r.Get("/items", list)
	r.Route("/admin", func(r chi.Router) {
		r.Post("/users", create)
	})
}
"""
    assert values(facts(text, Route), "url_path", "partial", "prefix_of") == [
        ("/items", True, ""),
        ("/admin", True, "router"),
        ("/users", True, ""),
    ]


def test_a_router_that_is_a_field():
    text = """package web

import (
	"net/http"

	"github.com/gorilla/mux"
)

type Server struct {
	router *mux.Router
	http.Server
}

func (s *Server) routes() {
	s.router.HandleFunc("/items", s.list)
}
"""
    assert values(facts(text, Route), "url_path") == [("/items",)]


def test_a_path_that_is_computed_leaves_the_routes_open():
    text = program("net/http", "for path, handle := range all {\n\thttp.HandleFunc(path, handle)\n}")
    assert values(facts(text, Route), "url_path", "prefix_of", "partial") == [("/", "computed", True)]


HANDLERS = [
    'func main() { http.HandleFunc("/", home) }\nfunc home(w http.ResponseWriter, '
    'r *http.Request) {\n\thttp.Get("http://stock/")\n}\n',
    "type app struct{}\nfunc (a *app) home(w http.ResponseWriter, "
    'r *http.Request) {\n\thttp.Get("http://stock/")\n}\n',
    'func main() { http.HandleFunc("/", func(w http.ResponseWriter, '
    'r *http.Request) { http.Get("http://stock/") }) }\n',
    "func logged(next http.Handler) http.Handler {\n\treturn http.HandlerFunc(func(w http.ResponseWriter, "
    'r *http.Request) { http.Get("http://stock/") })\n}\n',
]


@pytest.mark.parametrize("text", HANDLERS)
def test_what_a_handler_does(text):
    (call,) = facts('package main\n\nimport "net/http"\n\n' + text, OutboundCall)
    assert call.in_handler


def test_what_no_handler_does():
    text = program("net/http", "load()", 'func load() {\n\thttp.Get("http://stock/")\n}\n')
    (call,) = facts(text, OutboundCall)
    assert not call.in_handler
