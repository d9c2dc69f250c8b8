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
