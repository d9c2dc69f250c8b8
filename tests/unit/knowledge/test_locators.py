"""Locators taken apart, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.knowledge import locators


@pytest.mark.parametrize(
    ("text", "service", "host", "port"),
    [
        ("postgresql+asyncpg://user:pw@db:5433/app", "postgresql", "db", 5433),
        ("redis://cache", "redis", "cache", None),
        ("mongodb+srv://u:p@c.example.net/x", "mongodb", "c.example.net", None),
        ("jdbc:mysql://db:3306/x?useSSL=false", "mysql", "db", 3306),
        ("jdbc:oracle:thin:@ora:1521:x", "oracle", "ora", 1521),
        ("mysql2://root@127.0.0.1/x", "mysql", "127.0.0.1", None),
        ("amqp://guest:guest@rabbit:5672//", "rabbitmq", "rabbit", 5672),
        ("kafka:9092", "kafka", "kafka", 9092),
        ("app:pw@tcp(db:3306)/shop?parseTime=true", "mysql", "db", 3306),
        ("root@tcp(db)/shop", "mysql", "db", None),
        ("app:pw@unix(/tmp/mysql.sock)/shop", "mysql", "", None),
        ("http://[::1]:9200/", "elasticsearch", "::1", 9200),
        ("host=db user=u password=x dbname=y", "postgresql", "db", None),
        ("Server=db,1433;User Id=sa;Password=x;", "mssql", "db", 1433),
        ("sqlite:///x.db", "sqlite", "", None),
    ],
)
def test_service_and_place(text: str, service: str, host: str, port: int | None) -> None:
    found = locators.parse(text)
    assert found is not None
    assert (found.service, found.host, found.port) == (service, host, port)


@pytest.mark.parametrize(
    "text", ["redis://", "http://", "12:30", "redis:7", "a: b", "urn:x", "foo=bar", "::", ""]
)
def test_no_locator(text: str) -> None:
    assert locators.parse(text) is None


def test_the_password_is_where_its_span_says() -> None:
    text = "postgres://u:p@ss@db/x"
    found = locators.parse(text)
    assert found is not None and found.password_span is not None
    assert text[slice(*found.password_span)] == found.password == "p@ss"


def test_an_interpolated_part_is_not_known() -> None:
    found = locators.parse("postgres://${U}:${P:-x}@${H:-db:1}/d")
    assert found is not None
    assert (found.service, found.host, found.open) == ("postgresql", "", True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("postgres://db/x", "dsn"),
        ("https://api.test/x", "url"),
        ("db:5432", "host-port"),
        ("app@tcp(db)/shop", "dsn"),
        ("f(x)/2", ""),
        ("width:1024", ""),
        ("10.0.0.7", "ip"),
        ("1.2.3", ""),
        ("a@b.org", "email"),
        ("s3://bucket/key", "bucket"),
        ("arn:aws:iam::123456789012:role/x", "account-id"),
        ("a.b.c", ""),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert locators.kind(text) == kind


@given(st.text(alphabet="ab01:/@.?#=;,[]{}$<> -%", max_size=40))
def test_any_text_will_do(text: str) -> None:
    locators.kind(text)
    found = locators.parse(text)
    if found is not None and found.password_span:
        assert text[slice(*found.password_span)] == found.password
