"""Names of environments in paths and keys."""

import pytest

from factorlint.knowledge import environments


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("config/production.yml", ("production", "config/*.yml")),
        ("appsettings.Production.json", ("production", "appsettings.*.json")),
        ("config/prod/app.yml", ("production", "config/*/app.yml")),
        ("config/products.yml", None),
        ("staging/app.yml", None),
    ],
)
def test_path_names_an_environment(path: str, expected: tuple[str, str] | None) -> None:
    assert environments.of(path) == expected


def test_keys_are_grouped_by_the_environments_they_name() -> None:
    entries = [("development.host", 1), ("prod.host", 2), ("prod.db.user", 3), ("log.level", 4)]
    assert environments.by_key(entries) == {
        "development": [("host", 1)],
        "production": [("host", 2), ("db.user", 3)],
    }


@pytest.mark.parametrize(
    "entries", [[("test.host", 1), ("log.level", 2)], [("production", 1), ("test", 2)], []]
)
def test_one_environment_alone_groups_nothing(entries: list[tuple[str, int]]) -> None:
    assert environments.by_key(entries) == {}
