"""Imports of the scripts in components of pages."""

import pytest

from factorlint.languages import page_components
from factorlint.model.source import Source


@pytest.mark.parametrize(
    ("path", "text", "modules"),
    [
        (
            "A.vue",
            "<script setup>\nimport a from './a'\n</script>\n<template>import b from './b'</template>",
            ["./a"],
        ),
        (
            "A.vue",
            "<script>\nimport a from 'a'\n</script>\n<script setup>\nimport b from 'b'\n</script>",
            ["a", "b"],
        ),
        ("A.vue", '<template>it\'s</template>\n<script src="./a.ts"></script>', ["./a.ts"]),
        ("A.svelte", '<script lang="ts">import { a } from "$lib/a"</script>\n<p>{a}</p>', ["$lib/a"]),
        (
            "A.astro",
            "---\nimport A from './A.astro'\n---\n<A />\n<script>import './b'</script>",
            ["./A.astro", "./b"],
        ),
        ("A.astro", "<p>no head</p>", []),
        ("A.vue", "<script>\nimport a from 'a'", ["a"]),
    ],
)
def test_modules(path, text, modules):
    source = Source(path, text.encode())
    facts = list(page_components.facts(source))
    assert [fact.module for fact in facts] == modules
    for fact in facts:
        assert fact.module in text[fact.span.start : fact.span.end]


@pytest.mark.parametrize("piece", ["<script", "<script>", "<script src='", "---\n", "<script>'", "</script"])
@pytest.mark.parametrize("path", ["A.vue", "A.astro"])
def test_no_text_takes_more_than_linear_time(path, piece, pumped):
    pumped(lambda data: list(page_components.facts(Source(path, data))), piece.encode())
