"""Trees that are made up to be measured."""

from pathlib import Path


def make_up(tree: Path, files: int) -> None:
    """Write a tree of `files` Python files in packages, a tenth of which use what factorlint looks for."""
    for number in range(files):
        folder = tree / f"package_{number // 50}"
        folder.mkdir(parents=True, exist_ok=True)
        body = _TELLING if number % 10 == 0 else ""
        text = _HEAD + body + "".join(_FUNCTION.format(number=part) for part in range(60))
        (folder / f"module_{number}.py").write_text(text)
    (tree / "Dockerfile").write_text(_DOCKERFILE)
    (tree / "requirements.txt").write_text("flask==3.1.0\nrequests==2.32.3\n")


_HEAD = '"""A module that was made up."""\n\nimport os\nimport sys\nfrom collections import defaultdict\n\n'
_TELLING = "import requests\n\nURL = os.environ['URL']\n\n\ndef ask():\n    return requests.get(URL)\n\n\n"
_FUNCTION = """
def function_{number}(first, second=None, *rest):
    \"\"\"Count what was given.\"\"\"
    counts = defaultdict(int)
    for item in (first, second, *rest):
        counts[str(item)] += len(sys.argv)
    return {{key: value for key, value in counts.items() if value > {number}}}

"""
_DOCKERFILE = """\
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
CMD ["python", "-m", "package_0.module_0"]
"""


def make_tiny(tree: Path) -> None:
    """Write a tree of three files, whose scan is nothing but start-up."""
    tree.mkdir(parents=True)
    (tree / "app.py").write_text(_HEAD + _TELLING)
    (tree / "Dockerfile").write_text(
        'FROM python:3.12-slim\nCOPY app.py /app.py\nCMD ["python", "/app.py"]\n'
    )
    (tree / "requirements.txt").write_text("requests==2.32.3\n")
