"""Files that commands start, as the image sees them."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import Process


def entry(dockerfile: str, *files: str) -> str:
    repository = {"Dockerfile": dockerfile.encode(), **dict.fromkeys(files, b"x = 1\n")}
    [process] = gather_files(repository, Settings()).store.all(Process)
    return process.entry_file


@pytest.mark.parametrize(
    ("dockerfile", "file"),
    [
        ('FROM python:3.12\nWORKDIR /app\nCOPY src/ .\nCMD ["python", "main.py"]', "src/main.py"),
        ('FROM python:3.12\nCOPY src/main.py /opt/run.py\nCMD ["python", "/opt/run.py"]', "src/main.py"),
        ('FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "-m", "shop.serve"]', "shop/serve.py"),
        ('FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "shop.serve:app"]', "shop/serve.py"),
        (
            'FROM node:22 AS b\nWORKDIR /b\nCOPY . .\nFROM node:22\nCOPY --from=b /b/dist /s\nCMD ["node", "/s/a.js"]',
            "src/a.ts",
        ),
        ('FROM python:3.12\nCOPY . /app\nCMD ["python", "/elsewhere/none.py"]', ""),
    ],
)
def test_the_file_of_the_repository_that_a_command_means(dockerfile: str, file: str) -> None:
    assert entry(dockerfile, "src/main.py", "shop/serve.py", "src/a.ts") == file
