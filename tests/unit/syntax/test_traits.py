"""What the text and the name of a literal tell together."""

import pytest

from factorlint.knowledge import locators
from factorlint.knowledge.literals import traits, traits_of


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fieldTypes.PASSWORD", "password"),
        ("auth.password", "LDAP"),
        ("bannerCookieKey", "welcome_banner_status_key"),
        ("Brand.OnePassword", "1Password"),
        ("DUMMY_STAFF_PASSWORD", "Qw7!mX2p"),
    ],
)
def test_labels_and_names_are_no_credentials(name: str, value: str) -> None:
    found = traits(name, value)
    assert found["shape"] == "" or found["placeholder"]


@pytest.mark.parametrize(
    ("name", "value", "weak"),
    [
        ("DB_PASSWORD", "Xk29vPq7", False),
        ("POSTGRES_PASSWORD", "postgres", True),
        ("JWT_SECRET", "superSecret", True),
        ("api_key", "4f9a8c2e71b06d35", False),
    ],
)
def test_credentials_are_told_with_their_weakness(name: str, value: str, weak: bool) -> None:
    assert traits(name, value) == {"shape": "credential-name", "placeholder": False, "weak": weak}


def test_a_value_that_is_not_known_tells_nothing() -> None:
    assert traits_of("DB_PASSWORD", None) == {"shape": "", "placeholder": False, "weak": False}


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("REDIS_HOST", "redis"),
        ("DB_HOST", "database"),
        ("mail_server", "smtp"),
        ("API_HOST", ""),
        ("DBX_HOST", ""),
    ],
)
def test_a_variables_name_tells_the_service(name: str, service: str) -> None:
    assert locators.service_of_name(name) == service
