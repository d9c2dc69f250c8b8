"""Config: what varies between deploys, and where code and manifests get it (factor III)."""

from typing import Literal

from ..model.fact import UNKNOWN, Fact, Unknown

Stage = Literal["build", "run", "ci", "example"]


class EnvRead(Fact, frozen=True, kw_only=True, tag="config.env-read"):
    """Code, a script or a manifest's interpolation asks for an environment variable."""

    name: str
    default: str | None | Unknown = UNKNOWN
    """The fallback as text; None when there is none."""
    required: bool = False
    """Reading fails when the variable is missing (`os.environ["X"]`, `${X:?}`, a settings field without default)."""
    coercion: str = ""
    """`int`, `float`, `bool` (naive truthiness), `parsed-bool`, `json` ...; empty for text."""
    guarded: bool = False
    """A failure or a missing value is handled right there (try, `or`, an if, a membership test)."""
    at_import: bool = False
    """Runs when the module is loaded."""
    via: str = ""
    """The API: `os.environ`, `process.env`, `pydantic-settings`, `shell`, `compose-interpolation` ..."""
    stage: Stage = "run"
    """`build` where the value is baked in by a bundler (`import.meta.env`, `NEXT_PUBLIC_`)."""


class EnvWrite(Fact, frozen=True, kw_only=True, tag="config.env-write"):
    """Code changes its own environment."""

    name: str | Unknown = UNKNOWN


class EnvSupply(Fact, frozen=True, kw_only=True, tag="config.env-supply"):
    """A manifest, image or example file gives an environment variable to something."""

    name: str
    value: str | None | Unknown = UNKNOWN
    """Literal text; None when only named (passed through from the caller's environment, or left empty)."""
    text: str = ""
    """As written, where compose puts variables into it."""
    secret: bool = False
    """The value comes from a secret store or reference, not from this text."""
    reference: str = ""
    """What a reference points to: `configmap/name/key`, `secret/name/key`, a CI secret's name."""
    by: str = ""
    """`dockerfile-env`, `dockerfile-arg`, `compose`, `kubernetes`, `configmap`, `secret`, `dotenv`,
    `dotenv-example`, `procfile`, `app.json`, `github-actions`, `gitlab-ci`, `systemd`, `supervisord`,
    `shell-export`, `helm-values`."""
    to: str = ""
    """Who receives it: a build stage, service or container (the same word as `Container.name`)."""
    stage: Stage = "run"
    shape: str = ""
    """Of a literal value, as `Literal_.shape`."""
    placeholder: bool = False
    """As `Literal_.placeholder`."""
    weak: bool = False
    """As `Literal_.weak`."""


class EnvSource(Fact, frozen=True, kw_only=True, tag="config.env-source"):
    """A whole set of variables is taken from elsewhere; what it holds is perhaps not known here."""

    locator: str | Unknown = UNKNOWN
    """A file path relative to the document's folder, `configmap/name`, `secret/name`; unknown if computed."""
    by: str = ""
    """`env_file`, `env-from`, `dotenv-load`, `ci-secrets` ..."""
    to: str = ""
    optional: bool = False


class EnvironmentBranch(Fact, frozen=True, kw_only=True, tag="config.environment-branch"):
    """Code compares an environment's name (`NODE_ENV`, `APP_ENV`, `DJANGO_ENV`) with literals."""

    variable: str
    values: tuple[str, ...] = ()
    chooses: str = ""
    """What differs, in the code's words: the assigned name, the called function, `import`."""


class Literal_(Fact, frozen=True, kw_only=True, tag="config.literal"):
    """A string literal of a telling shape or a telling name. Shape only: whether it is wrong, a rule says."""

    shape: str
    """`credential-name` (bound to a password-like name), `token` (known token prefix or key block),
    `dsn` (URL with a backing service's scheme), `url`, `host-port`, `ip`, `email`, `bucket`, `account-id`."""
    value: str
    bound_to: str = ""
    """The variable, attribute, keyword or mapping key it is given to, dotted where nested."""
    in_call: str = ""
    """The qualified name of the call it is an argument of."""
    placeholder: bool = False
    """Stands for a value to be filled in: `changeme`, `<token>`, `xxx`, `your-key`, `example`, `${X}`."""
    weak: bool = False
    """A demo word (`password`, `postgres`, `123456`): real, but guessable."""


class ConfigFile(Fact, frozen=True, kw_only=True, tag="config.file"):
    """Configuration that belongs to one environment by name: a file or module, or one of several top-level keys of a
    file that are environments' names."""

    environment: str
    family: str = ""
    """The path with the environment's name replaced by `*`: siblings share it. For a key, the path and `:*`."""
    entries: tuple[tuple[str, str], ...] = ()
    """Dotted key and scalar as text, in order, at most 300."""


class DebugFlag(Fact, frozen=True, kw_only=True, tag="config.debug-flag"):
    """Debug mode is set."""

    name: str
    value: bool | Unknown = UNKNOWN
    by: str = ""
    """`literal`, `default` (fallback of an env read), `argument`, `dockerfile-env` ..."""
