"""Which source files run in a browser, over small repositories."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import ClientFile

SERVER = b"import express from 'express'\nconst app = express()\napp.listen(80)\n"
PAGE = b"document.querySelector('#x').focus()\n"
BARE = b"export const load = url => fetch(url)\n"


def clients(**files: bytes) -> dict[str, bool]:
    named = {name.replace("__", "/") + ".js": data for name, data in files.items()}
    store = gather_files(named, Settings()).store
    return {fact.path: fact.certain for fact in store.all(ClientFile)}


@pytest.mark.parametrize(
    "code",
    [
        PAGE,
        b"import React from 'react'\nexport const f = () => fetch('/a')\n",
        b"import { Component } from '@angular/core'\nfetch('https://a.example.com')\n",
        b"fetch(window.location.origin)\n",
    ],
)
def test_a_file_that_uses_the_page_or_draws_it_is_the_browsers(code):
    assert clients(app=code) == {"app.js": True}


@pytest.mark.parametrize(
    "code",
    [
        SERVER,
        b"import fs from 'node:fs'\nimport React from 'react'\nfetch(fs.readFileSync('x'))\n",
        b"const document = await load()\nfetch(document.id)\n",
        b"// the sliding window. Then\nfetch(url)\n",
        b"import type { FC } from 'react'\nfetch(url)\n",
    ],
)
def test_a_server_and_what_says_nothing_are_not(code):
    assert clients(app=code) == {}


def test_a_silent_file_goes_with_the_folder_it_stands_in():
    found = clients(web__api=BARE, web__page=PAGE, service__api=BARE, service__main=SERVER)
    assert found == {"web/api.js": True, "web/page.js": True}


def test_a_folder_of_both_sides_is_not_certain():
    found = clients(src__lib=BARE, src__a__one=PAGE, src__a__two=PAGE, src__b__main=SERVER)
    assert found["src/lib.js"] is False


def test_a_servers_templates_do_not_make_it_a_page():
    mail = b"import React from 'react'\nexport const mail = () => React.createElement('p')\n"
    assert clients(server__mails__one=mail, server__mails__send=BARE) == {}
