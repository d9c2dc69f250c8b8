"""Credentials told from their look-alikes. Tokens are put together here, so that no scanner takes them for real."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factorlint.knowledge import secrets
from factorlint.knowledge.literals import traits

AWS = "AKIA" + "Q7ZT4M2N6XWPL3RB"
GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2


@pytest.mark.parametrize("value", [AWS, GITHUB, f"key={AWS};"])
def test_a_token_needs_no_name(value: str) -> None:
    assert secrets.shape("", value) == "token"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PASSWORD", "hunter22x"),
        ("dbPassword", "s3cr3t"),
        ("SMTP_PASS", "Xy9!kk"),
        ("REDIS_CACHE_PASSWORD", "t4Ph722q"),
        ("apiKey", "a8f5f167f44f4964e6c998dee827110c"),
        ("SECRET_KEY", "django-insecure-8f7s9df87s9df"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY"),
        ("jwt.secret", "abcDEF123ghi"),
    ],
)
def test_a_name_tells(name: str, value: str) -> None:
    assert secrets.shape(name, value) == "credential-name"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token_url", "https://x.test"),
        ("password_field", "pw1234"),
        ("max_tokens", "4096"),
        ("secret_name", "abc123def"),
        ("csrf_token_name", "abc123def456"),
        ("tokenizer", "x123456789"),
        ("PUBLIC_KEY", "abc123def456"),
        ("PATH_TOKEN", "/:shop/keys/:token"),
        ("RESET_TOKEN", "/reset/{token}"),
        ("pathRepoSecret", "%s/api/repos/%d/secrets/%s"),
        ("POSTHOG_API_KEY", "phc_" + "Q7w2Kd9ZrT4mVx81LsPb6NfYc3HgJt5"),
        ("stripe_api_key", "pk_test_" + "a8f5f167f44f4964e6c998de"),
        ("DATA_API_KEY", ".data-api"),
        ("api_token", "1234567"),
        ("PASSWORD_FILE", "/run/secrets/x"),
        ("DB_PASSWORD", "/run/secrets/x"),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("password", "login.password.label"),
        ("password", "Password:"),
        ("password", "DB_PASSWORD"),
        ("access_token", "access_token"),
        ("token", "+"),
        ("password_hash", "abc123def"),
        ("password", "Enter your password"),
        ("password", "$2b$12$" + "KIXQ4S9rT1yVbN8mZc7wLe"),
        ("ADMIN_PASSWORD", "{SSHA}" + "t4Ph722qXk29vPq7"),
    ],
)
def test_look_alikes(name: str, value: str) -> None:
    assert secrets.shape(name, value) == ""


@pytest.mark.parametrize(
    "value", ["changeme", "<token>", "xxxxxx", "your-key-here", "example", "", "{{ x }}", "dummy"]
)
def test_placeholders(value: str) -> None:
    assert secrets.weakness(value) in ("empty", "interpolated", "placeholder")


@pytest.mark.parametrize("value", ["password", "postgres", "123456", "my-secret-pw"])
def test_demo_words_are_real_but_weak(value: str) -> None:
    assert secrets.weakness(value) == "demo"


def test_the_password_of_a_locator_decides() -> None:
    assert traits("URL", "postgres://u:changeme@db/x") == {"shape": "dsn", "placeholder": True, "weak": False}
    assert traits("URL", "postgres://app:app@db/x")["weak"]


def test_entropy() -> None:
    assert secrets.entropy("") == 0.0
    assert secrets.entropy("abcd") == 2.0


@given(st.text(max_size=60), st.text(max_size=80))
def test_any_text_will_do(name: str, value: str) -> None:
    assert secrets.shape(name, value) in ("", "token", "credential-name")
    secrets.weakness(value, name)
