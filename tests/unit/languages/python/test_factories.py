from factorlint.facts import Listen, Route
from factorlint.languages.python import facts
from factorlint.model.source import Source

FACTORY = """from flask import Flask

def create_app(config=None):
    app = Flask(__name__)

    @app.route("/health")
    def health():
        return "ok"

    {ending}

application = create_app()

if __name__ == "__main__":
    application.run(host="127.0.0.1", port=8080)
"""


def listens(ending):
    found = list(facts(Source("app.py", FACTORY.replace("{ending}", ending).encode())))
    assert [fact.url_path for fact in found if isinstance(fact, Route)] == ["/health"]
    return [(fact.host, fact.port) for fact in found if isinstance(fact, Listen)]


def test_what_a_factory_returns_is_followed():
    assert listens("return app") == [("127.0.0.1", 8080)]


def test_a_factory_that_returns_different_things_is_not():
    assert listens("if config:\n        return None\n    return app") == []


def test_a_factory_that_calls_itself_ends():
    list(facts(Source("a.py", b"import flask\ndef make():\n    return make()\napp = make()\napp.run()\n")))
