"""What Go asks the environment for: calls, fallbacks, helpers, tags of structs."""

import pytest

from factorlint.facts import (
    UNKNOWN,
    BackingService,
    EnvironmentBranch,
    EnvRead,
    EnvSource,
    EnvWrite,
    Literal_,
)

from .sample import facts, program, values

READS = [
    ('os.Getenv("PORT")', [("PORT", None, False, False)]),
    (
        'port := os.Getenv("PORT"); if port == "" { port = "8080" }; use(port)',
        [("PORT", "8080", False, True)],
    ),
    (
        'port := "8080"; if os.Getenv("PORT") != "" { port = os.Getenv("PORT") }; use(port)',
        [("PORT", "8080", False, True)],
    ),
    ('if v := os.Getenv("LEVEL"); v != "" { use(v) }', [("LEVEL", None, False, True)]),
    ('v, ok := os.LookupEnv("LEVEL"); if ok { use(v) }', [("LEVEL", None, False, True)]),
    ('if v, ok := os.LookupEnv("LEVEL"); ok { use(v) }', [("LEVEL", None, False, True)]),
    (
        'token := os.Getenv("TOKEN"); if token == "" { log.Fatal("TOKEN is not set") }; use(token)',
        [("TOKEN", None, True, False)],
    ),
    (
        'token, ok := os.LookupEnv("TOKEN"); if !ok { panic("TOKEN") }; use(token)',
        [("TOKEN", None, True, False)],
    ),
    ('if os.Getenv("TOKEN") == "" { os.Exit(1) }', [("TOKEN", None, True, False)]),
    ('use(cmp.Or(os.Getenv("PORT"), "8080"))', [("PORT", "8080", False, True)]),
    ('n, err := strconv.Atoi(os.Getenv("WORKERS")); use(n, err)', [("WORKERS", None, False, False)]),
]


@pytest.mark.parametrize(("body", "expected"), READS)
def test_reads(body, expected):
    found = facts(program("os log strconv cmp", body), EnvRead)
    told = values(found, "name", "default", "required", "guarded")
    assert set(told) == set(expected)


HELPERS = [
    # an own function that falls back
    (
        'use(getEnv("PORT", "8080"))',
        "func getEnv(key, fallback string) string {\n\tif v := os.Getenv(key); "
        'v != "" {\n\t\treturn v\n\t}\n\treturn fallback\n}',
        [("PORT", "8080", False)],
    ),
    (
        'use(env("PORT", "8080"))',
        "func env(key, fallback string) string {\n\tif v, "
        "ok := os.LookupEnv(key); ok {\n\t\treturn v\n\t}\n\treturn fallback\n}",
        [("PORT", "8080", False)],
    ),
    # one that fails
    (
        'use(must("TOKEN"))',
        "func must(key string) string {\n\tv := os.Getenv(key)\n"
        '\tif v == "" {\n\t\tpanic("missing " + key)\n\t}\n\treturn v\n}',
        [("TOKEN", None, True)],
    ),
    # one that writes where it is told to
    (
        'mustMapEnv(&addr, "CART_ADDR")',
        "var addr string\nfunc mustMapEnv(target *string, key string) {\n"
        '\tv := os.Getenv(key)\n\tif v == "" {\n\t\tpanic(key)\n\t}\n\t*target = v\n}',
        [("CART_ADDR", None, True)],
    ),
]


@pytest.mark.parametrize(("body", "rest", "expected"), HELPERS)
def test_helpers(body, rest, expected):
    found = facts(program("os", body, rest), EnvRead)
    assert set(values(found, "name", "default", "required")) == set(expected)


CHOSEN = [
    'if os.Getenv("TRACING") == "1" { trace() }',
    'if os.Getenv("TRACING") == "1" { begin() }',
    'if _, ok := os.LookupEnv("TRACING"); ok { trace() } else { log.Print("none") }',
]


@pytest.mark.parametrize("body", CHOSEN)
def test_a_function_that_is_only_called_where_another_variable_says_so(body):
    rest = (
        'func begin() { trace() }\nfunc trace() {\n\taddr := os.Getenv("COLLECTOR_ADDR")\n'
        '\tif addr == "" {\n\t\tpanic("COLLECTOR_ADDR")\n\t}\n}\n'
    )
    if "begin" not in body:
        rest = rest.replace("func begin() { trace() }\n", "")
    found = facts(program("os log", body, rest), EnvRead)
    assert ("COLLECTOR_ADDR", True) in values(found, "name", "guarded")


def test_a_name_of_the_package_that_is_asked_elsewhere():
    text = """package main

import "os"

var packaging = os.Getenv("PACKAGING_URL")

func hasPackaging() bool {
	return packaging != ""
}
"""
    assert values(facts(text, EnvRead), "name", "guarded") == [("PACKAGING_URL", True)]


TAGS = [
    # caarlos0/env
    ('Port string `env:"PORT" envDefault:"8080"`', [("PORT", "8080", False)]),
    ('Token string `env:"TOKEN,required"`', [("TOKEN", None, True)]),
    ('Token string `env:"TOKEN,notEmpty"`', [("TOKEN", None, True)]),
    ('Level string `json:"level" env:"LEVEL"`', [("LEVEL", None, False)]),
    # sethvargo/go-envconfig, joeshaw/envdecode
    ('Port int `env:"PORT,default=8080"`', [("PORT", "8080", False)]),
    ('Token string `env:"TOKEN, required"`', [("TOKEN", None, True)]),
    # cleanenv
    ('Port int `yaml:"port" env:"PORT" env-default:"8080"`', [("PORT", "8080", False)]),
    ('Token string `env:"TOKEN" env-required:"true"`', [("TOKEN", None, True)]),
    # kelseyhightower/envconfig; what is required is where `Process` is given no prefix
    ('Port int `envconfig:"PORT" default:"8080"`', [("PORT", "8080", False)]),
    ('Token string `envconfig:"TOKEN" required:"true"`', [("TOKEN", None, False)]),
    # go-flags, go-arg, kong: a flag of the command line comes first
    ('Port int `long:"port" env:"PORT" default:"8080"`', [("PORT", "8080", False)]),
    # no tags of these
    ('Port int `json:"port"`', []),
    ('Env string `json:"env"`', []),
    ('Skipped string `env:"-"`', []),
]


@pytest.mark.parametrize(("field", "expected"), TAGS)
def test_tags(field, expected):
    found = facts(f"package config\n\ntype Config struct {{\n\t{field}\n}}\n", EnvRead, "config/config.go")
    assert values(found, "name", "default", "required") == expected


def test_prefixes_of_nested_structs():
    text = """package config

type Config struct {
	DB    Database `envPrefix:"DB_"`
	Cache struct {
		Host string `env:"HOST"`
	} `envPrefix:"CACHE_"`
}

type Database struct {
	Host string `env:"HOST" envDefault:"localhost"`
}
"""
    assert set(values(facts(text, EnvRead), "name", "default")) == {
        ("DB_HOST", "localhost"),
        ("CACHE_HOST", None),
    }


def test_envconfig_splits_words_where_the_prefix_is_seen():
    text = """package main

import "github.com/kelseyhightower/envconfig"

type Config struct {
	HTTPPort int `split_words:"true" default:"8080"`
	Debug bool
	Token string `required:"true"`
	URL string `envconfig:"BASE_URL"`
	hidden string
}

func main() {
	var config Config
	envconfig.Process("shop", &config)
}
"""
    assert set(values(facts(text, EnvRead), "name", "default", "required")) == {
        ("SHOP_HTTP_PORT", "8080", False),
        ("SHOP_DEBUG", None, False),
        ("SHOP_TOKEN", None, True),
        ("SHOP_BASE_URL", None, False),
    }


def test_a_tag_is_where_it_stands():
    text = 'package a\n\ntype C struct {\n\tPort string `env:"PORT"`\n}\n'
    (fact,) = facts(text, EnvRead)
    assert text.encode()[fact.span.start : fact.span.end] == b'Port string `env:"PORT"`'


LIBRARIES = [
    ("github.com/spf13/viper", 'viper.BindEnv("port", "PORT")', ("PORT", UNKNOWN)),
    (
        "github.com/urfave/cli/v2",
        'use(&cli.StringFlag{Name: "port", EnvVars: []string{"PORT"}, Value: "8080"})',
        ("PORT", "8080"),
    ),
    (
        "github.com/urfave/cli/v3",
        'use(&cli.IntFlag{Name: "port", Sources: cli.EnvVars("PORT"), Value: 8080})',
        ("PORT", "8080"),
    ),
    ("github.com/urfave/cli", 'use(cli.StringFlag{Name: "port", EnvVar: "PORT"})', ("PORT", None)),
    ("github.com/gin-gonic/gin", "gin.Default().Run()", ("PORT", "8080")),
]


@pytest.mark.parametrize(("imports", "body", "expected"), LIBRARIES)
def test_libraries(imports, body, expected):
    assert values(facts(program(imports, body), EnvRead), "name", "default") == [expected]


def test_a_package_reads_when_it_is_loaded():
    text = 'package config\n\nimport "os"\n\nvar Port = os.Getenv("PORT")\n\nfunc f() { use(os.Getenv("LEVEL")) }\n'
    assert set(values(facts(text, EnvRead), "name", "at_import")) == {("PORT", True), ("LEVEL", False)}


def test_writes_and_files():
    text = program(
        "os github.com/joho/godotenv", 'os.Setenv("TZ", "UTC")\n godotenv.Load()\n godotenv.Load("prod.env")'
    )
    assert values(facts(text, EnvWrite), "name") == [("TZ",)]
    assert values(facts(text, EnvSource), "locator") == [(".env",), ("prod.env",)]


BRANCHES = [
    (
        'url := "a"; if os.Getenv("APP_ENV") == "production" { url = "b" }; use(url)',
        ("APP_ENV", ("production",)),
    ),
    (
        'env := os.Getenv("ENVIRONMENT"); switch env { case "production", "staging": connect() }',
        ("ENVIRONMENT", ("production", "staging")),
    ),
]


@pytest.mark.parametrize(("body", "expected"), BRANCHES)
def test_branches_on_the_name_of_the_environment(body, expected):
    assert values(facts(program("os", body), EnvironmentBranch), "variable", "values") == [expected]


def test_credentials_in_the_code():
    text = program(
        "github.com/jmoiron/sqlx",
        'sqlx.MustConnect("postgres", "postgres://shop:S3cr-etPa55@db.internal:5432/shop")\n'
        'apiToken := "9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c"\n use(apiToken)',
        'const githubToken = "ghp_' + "a1B2c3D4e5F6" * 3 + '"\n',
    )
    found = facts(text, Literal_)
    assert {"dsn", "token", "credential-name"} <= {fact.shape for fact in found}


def test_where_a_service_is_comes_from_the_environment():
    text = program(
        "os github.com/redis/go-redis/v9",
        'addr := os.Getenv("REDIS_ADDR")\nif addr == "" {\n'
        '\taddr = "localhost:6379"\n}\nredis.NewClient(&redis.Options{Addr: addr})',
    )
    assert values(facts(text, BackingService), "service", "locator", "env") == [
        ("redis", "localhost:6379", ("REDIS_ADDR",))
    ]
