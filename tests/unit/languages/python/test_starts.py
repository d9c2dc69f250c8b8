"""When schema changes of Python code happen."""

import pytest

from factorlint.facts import SchemaChange
from factorlint.languages.python import facts
from factorlint.model.source import Source

HEAD = "from fastapi import FastAPI\nfrom models import Base, engine\napp = FastAPI()\n"
CREATE = "Base.metadata.create_all(engine)"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (f"{CREATE}\n", "import"),
        (f"def init():\n    {CREATE}\n", "function"),
        (f"def init():\n    {CREATE}\n\ninit()\n", "import"),
        (f'@app.on_event("startup")\nasync def begin():\n    {CREATE}\n', "start"),
        (f'def init():\n    {CREATE}\n\n@app.on_event("startup")\ndef begin():\n    init()\n', "start"),
        (f"async def life(app):\n    {CREATE}\n    yield\n\nshop = FastAPI(lifespan=life)\n", "start"),
        (f'if __name__ == "__main__":\n    {CREATE}\n', "command"),
        (f"def create_app():\n    {CREATE}\n    return app\n", "start"),
    ],
)
def test_when(text: str, when: str) -> None:
    found = [
        fact for fact in facts(Source("main.py", (HEAD + text).encode())) if isinstance(fact, SchemaChange)
    ]
    assert [fact.moment for fact in found] == [when]
