"""What an `apis.toml` tells besides facts: where the environment is, who answers requests, what runs at the start.

[[environment]]                          # the process's environment as the language offers it
mapping  = ["os.environ"]                # objects that are asked by key
members  = false                         # `ENV.X` is the variable X, too
required = true                          # a key that is missing raises
reads    = ["os.environ.get"]            # calls with a name and perhaps a fallback
writes   = ["os.environ.setdefault"]     # calls with a name
updates  = ["os.environ.update"]         # calls with several names
build    = "^VITE_"                      # variables that are baked in when the program is built
stage    = "build"                       # all of this mapping's are
ignores  = ["MODE"]                      # what the mapping holds that is no variable
settings = { env = "NODE_ENV" }          # what `app.get("env")` tells
trigger  = ["environ"]                   # literals of which a file that uses it holds one, or
shapes   = ["env.*=.*process"]           # patterns

[[conversion]]                           # what the text of a variable is made into
names = ["int"]
into  = "int"

[[handler]]                              # functions that answer requests
bases = ["View"]                         # endings of the names of a class's bases, and
methods = ["get"]                        # which of its methods do so (left out: all that are public)
takes = '\\(\\s*request\\b'              # a pattern that the list of parameters begins with
package = "django"                       # ... in files that import this
decorators = ["MessagePattern"]          # last names of decorators
registers = ["get", "use"]               # methods that take a path and functions
given = ["createServer"]                 # calls whose functions answer

[[start]]                                # functions that run when the application starts
functions = ["create_app"]
pattern = '''lifespan=(\\w+)'''          # groups are their names

[[state]]                                # what lives longer than a request, in files that no idiom names
answers = '\\bdef \\w+\\(request\\b'       # shows that the file answers requests
keeps   = '^(\\w+) = [\\[{]'              # a value of the module that can be changed; its name is the group
rebinds = '^\\s+global\\b'               # shows that a function gives a name of the module another value

[[callback]]                             # calls whose last argument, if it is a function, is called when they are
names = '\\.listen$'                      # done, so that no other argument is meant by its place

[[format]]                               # functions that make a text of others
names   = ["fmt.Sprintf"]
how     = "percent"                      # of a format and its values; `join`; `first`: the first that says something;
                                         # `same`: what it is given, itself (`Object.freeze`)
between = ":"                            # what `join` puts between them

[[setter]]                               # calls whose named arguments are assignments
names = ["config.update"]
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

KINDS = frozenset({"environment", "conversion", "handler", "start", "setter", "callback", "state", "format"})
"""The tables that are read here."""


class Environment(NamedTuple):
    """One object or set of functions that is the environment."""

    via: str
    required: bool
    stage: str
    ignores: frozenset[str]


class Handlers(NamedTuple):
    """One way to know a function that answers requests."""

    bases: tuple[str, ...]
    methods: frozenset[str]
    takes: re.Pattern[bytes] | None
    package: str


class Conventions:
    """All of them of one language."""

    def __init__(self) -> None:
        """None yet."""
        self.mappings: dict[str, Environment] = {}
        self.members: set[str] = set()
        """Mappings whose members are variables."""
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        self.updates: set[str] = set()
        self.words: set[str] = set()
        """The last names of all of these, by which a reader finds the places."""
        self.settings: dict[str, str] = {}
        self.build: re.Pattern[str] | None = None
        self.conversions: dict[str, str] = {}
        self.handlers: list[Handlers] = []
        self.handler_decorators: set[str] = set()
        self.registers: set[bytes] = set()
        self.given: set[bytes] = set()
        self.start_functions: set[str] = set()
        self.start_patterns: list[re.Pattern[bytes]] = []
        self.triggers: set[bytes] = set()
        self.shapes: set[bytes] = set()
        self.answers: re.Pattern[bytes] | None = None
        self.keeps: re.Pattern[bytes] | None = None
        self.rebinds: re.Pattern[bytes] | None = None
        self.formats: dict[str, tuple[str, str]] = {}
        self.format_words: set[bytes] = set()
        self.callbacks: re.Pattern[str] | None = None
        self.setters: tuple[str, ...] = ()
        self.setter_words: set[bytes] = set()

    def add(self, kind: str, raw: Mapping[str, Any]) -> None:
        """Read one table. Raises `ValueError` for a key that it does not know."""
        left_over = set(raw) - _KEYS[kind]
        if left_over:
            raise ValueError(f"[[{kind}]] has no {sorted(left_over)}")
        getattr(self, f"_{kind}")(raw)

    def _environment(self, raw: Mapping[str, Any]) -> None:
        for name in raw.get("mapping", ()):
            self.mappings[name] = Environment(
                name, raw.get("required", False), raw.get("stage", "run"), frozenset(raw.get("ignores", ()))
            )
            if raw.get("members"):
                self.members.add(name)
        for key in ("reads", "writes", "updates"):
            getattr(self, key).update(raw.get(key, ()))
        self.settings.update(raw.get("settings", {}))
        self.triggers.update(word.encode() for word in raw.get("trigger", ()))
        self.shapes.update(shape.encode() for shape in raw.get("shapes", ()))
        if "build" in raw:
            self.build = re.compile(raw["build"])
        self.words |= _last_words(self.mappings, self.reads, self.writes, self.updates)

    def _conversion(self, raw: Mapping[str, Any]) -> None:
        self.conversions.update(dict.fromkeys(raw["names"], raw["into"]))

    def _handler(self, raw: Mapping[str, Any]) -> None:
        takes = re.compile(raw["takes"].encode()) if "takes" in raw else None
        if takes is not None or "bases" in raw:
            self.handlers.append(
                Handlers(
                    tuple(raw.get("bases", ())),
                    frozenset(raw.get("methods", ())),
                    takes,
                    raw.get("package", ""),
                )
            )
        self.handler_decorators.update(raw.get("decorators", ()))
        self.registers.update(word.encode() for word in raw.get("registers", ()))
        self.given.update(word.encode() for word in raw.get("given", ()))

    def _start(self, raw: Mapping[str, Any]) -> None:
        self.start_functions.update(raw.get("functions", ()))
        if "pattern" in raw:
            self.start_patterns.append(re.compile(raw["pattern"].encode(), re.MULTILINE | re.VERBOSE))

    def _setter(self, raw: Mapping[str, Any]) -> None:
        self.setters += tuple(raw["names"])
        self.setter_words.update(name.rsplit(".", 1)[-1].encode() for name in raw["names"])

    def _state(self, raw: Mapping[str, Any]) -> None:
        self.answers = re.compile(raw["answers"].encode())
        self.keeps = re.compile(raw["keeps"].encode(), re.MULTILINE)
        self.rebinds = re.compile(raw["rebinds"].encode(), re.MULTILINE) if "rebinds" in raw else None

    def _format(self, raw: Mapping[str, Any]) -> None:
        self.formats.update(dict.fromkeys(raw["names"], (raw["how"], raw.get("between", ""))))
        self.format_words.update(name.rpartition(".")[2].encode() for name in raw["names"])

    def _callback(self, raw: Mapping[str, Any]) -> None:
        self.callbacks = re.compile(raw["names"])

    def environment_of(self, name: str) -> Environment | None:
        """The mapping that a qualified name is, or that the function of that name asks."""
        found = self.mappings.get(name) or self.mappings.get(name.rpartition(".")[0])
        if found is None and (name in self.reads or name in self.writes or name in self.updates):
            return Environment(name, False, "run", frozenset())
        return found

    def variable_of(self, name: str) -> str:
        """The variable that a qualified name reads (`process.env.PORT`), empty for any other name."""
        if not self.members:
            return ""
        head, _, last = name.rpartition(".")
        return last if head in self.members and last.isidentifier() else ""

    def into(self, name: str) -> str | None:
        """What a function makes of a variable's text; None for one that is not known."""
        found = self.conversions.get(name)
        return found if found is not None else self.conversions.get(f"*.{name.rsplit('.', 1)[-1]}")


_KEYS = {
    "environment": {
        *("mapping", "members", "required", "reads", "writes", "updates", "build", "stage", "ignores"),
        *("settings", "trigger", "shapes"),
    },
    "conversion": {"names", "into"},
    "handler": {"bases", "methods", "takes", "package", "decorators", "registers", "given"},
    "start": {"functions", "pattern"},
    "setter": {"names"},
    "callback": {"names"},
    "state": {"answers", "keeps", "rebinds"},
    "format": {"names", "how", "between"},
}


def _last_words(*names: Iterable[str]) -> set[str]:
    """The last segments of functions that are no method of a mapping: those are found by the mapping's."""
    mappings, *calls = names
    found = {name.rsplit(".", 1)[-1] for name in mappings}
    heads = set(mappings)
    for group in calls:
        found |= {name.rsplit(".", 1)[-1] for name in group if name.rpartition(".")[0] not in heads}
    return found
