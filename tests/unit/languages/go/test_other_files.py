"""What one file of a package leaves for the others, and what it asks of them."""

from factorlint.facts import OutboundCall
from factorlint.facts.code import Export, OpenCall

from .sample import facts

GIVES = """package shop

import (
	"net/http"
	"os"
	"time"

	"example.com/shop/store"
	"github.com/gorilla/mux"
)

const Port = "8080"

var client = &http.Client{Timeout: 5 * time.Second}
var redisAddr = os.Getenv("REDIS_ADDR")

type Server struct {
	router *mux.Router
	http   *http.Client
	db     *store.Store
	name   string
}

func New() *Server {
	return &Server{http: &http.Client{}}
}

func Router() (*mux.Router, error) {
	if client == nil {
		return nil, errClient
	}
	return mux.NewRouter(), nil
}

func env(key, fallback string) string {
	if v := os.Getenv(key); v != "" {
		return v
	}
	return fallback
}

func must(key string) string {
	v := os.Getenv(key)
	if v == "" {
		panic(key)
	}
	return v
}
"""


def exported():
    return {export.name: export for export in facts(GIVES, Export, "shop.go")}


def test_constants_constructions_and_variables():
    found = exported()
    assert found["Port"].value.constant == "8080"
    assert found["client"].value.name == "net/http.Client"
    assert dict(found["client"].value.entries)["Timeout"].constant == 5
    assert (found["redisAddr"].value.what, found["redisAddr"].value.name) == ("env", "REDIS_ADDR")


def test_functions_that_make_something_or_read_the_environment():
    found = exported()
    assert (found["Router"].what, found["Router"].value.name) == (
        "function",
        "github.com/gorilla/mux.NewRouter",
    )
    assert (found["env"].parameters, found["env"].required) == (("key", "fallback"), False)
    assert (found["must"].parameters, found["must"].required) == (("key",), True)


def test_fields_of_a_struct_by_their_types_or_by_what_they_are_made_with():
    found = exported()
    assert found["Server"].what == "class"
    assert found["Server.router"].value.name == "github.com/gorilla/mux.Router()"
    assert found["Server.db"].value.name == "example.com/shop/store.Store()"
    assert found["Server.http"].value.open, "other files of the package may set a timeout"
    assert "Server.name" not in found


ASKS = """package shop

import (
	"net/http"

	"example.com/shop/config"
)

func (s *Server) run() {
	s.router.HandleFunc("/items", s.list)
	client.Get("http://stock/")
	http.ListenAndServe(":"+Port, nil)
	http.ListenAndServe(config.Addr, nil)
	use(env("LEVEL", "info"))
	router, _ := Router()
	router.HandleFunc("/", home)
}
"""


def test_names_of_the_package_and_of_other_packages_stay_open():
    names = {opened.call.name for opened in facts(ASKS, OpenCall, "run.go")}
    assert names == {
        "..Server().router.HandleFunc",
        "..client.Get",
        "net/http.ListenAndServe",
        "..env",
        "..Router().HandleFunc",
    }


def test_what_is_predeclared_is_no_name_of_the_package():
    text = "package shop\n\nfunc f() {\n\tprintln(len(x))\n\tnew(T)\n}\n"
    assert facts(text, OpenCall) == []


def test_a_client_of_another_file_has_no_timeout_that_is_known_here():
    assert facts(ASKS, OutboundCall) == []
