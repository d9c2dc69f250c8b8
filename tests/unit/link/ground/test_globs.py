"""Patterns of paths that manifests write."""

import pytest

from factorlint.link.ground.globs import chosen, expanded, fits


@pytest.mark.parametrize(
    ("pattern", "path", "answer"),
    [
        ("packages/*", "packages/core", True),
        ("packages/*", "packages/core/deep", False),
        ("./packages/*", "packages/core", True),
        ("packages/**", "packages", True),
        ("packages/**", "packages/core/deep", True),
        ("**/test", "a/b/test", True),
        ("**", "a/b", True),
        ("a/**/b/**/c", "a/x/b/y/z/c", True),
        ("a/**/b/**/c", "a/x/y/z/c", False),
        ("apps/web-*", "apps/web-shop", True),
        (".", "", True),
    ],
)
def test_a_pattern_covers_a_path(pattern, path, answer):
    assert fits(pattern, path) is answer


def test_the_last_pattern_that_fits_decides():
    assert chosen(("packages/*", "!packages/old"), "packages/new")
    assert not chosen(("packages/*", "!packages/old"), "packages/old")


def test_braces():
    assert expanded("*.{js,ts}") == ("*.js", "*.ts")
    assert expanded("{a,b}/{c,d}") == ("a/c", "a/d", "b/c", "b/d")
    assert expanded("{open") == ("open",)
    assert len(expanded("{a,b}" * 40)) == 100


def test_no_pattern_takes_long(pumped):
    pumped(lambda data: fits("**/a" * 20, data.decode()), b"a/", before=b"b/")
