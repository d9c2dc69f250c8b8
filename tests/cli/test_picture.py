"""What the drawn graph holds, and what it leaves out."""

from factorlint.cli.picture import picture
from factorlint.config import Settings
from factorlint.engine.gather import gather_files

CODE = b"""import requests

RATES = "https://rates.example.com/v1"


def rates():
    return requests.get(RATES, timeout=3)
"""
CONTENT = b"products:\n  - image: https://pictures.example.org/tea.png\nsearch: http://search:9200\n"


def test_links_in_data_are_no_calls() -> None:
    files = {
        "app.py": CODE,
        "config/shop.yml": CONTENT,
        "compose.yaml": b"services: {search: {image: elasticsearch:8.1}}\n",
    }
    (drawn,) = picture(gather_files(files, Settings()).store).components
    hosts = [address.host for address in drawn.addresses]
    assert "rates.example.com" in hosts and "search" in hosts
    assert "pictures.example.org" not in hosts


def test_links_in_code_are_no_calls() -> None:
    code = b"import flask\nDOCS = {'docs': 'https://docs.example.net/setup'}\napp = flask.Flask(__name__)\n"
    (drawn,) = picture(gather_files({"app.py": code}, Settings()).store).components
    assert not drawn.addresses


def test_other_peoples_containers_are_not_the_apps() -> None:
    files = {
        "app.py": CODE,
        "Dockerfile": b'FROM python:3.13-slim\nCOPY . /app\nCMD ["python", "/app/app.py"]\n',
        "compose.yaml": b"services:\n  web: {build: .}\n  cache: {image: 'redis:8.0', command: [redis-server]}\n",
    }
    (drawn,) = picture(gather_files(files, Settings()).store).components
    assert drawn.containers == ("web",)
    assert {process.entry_file for process in drawn.processes} == {"app.py"}
