"""Credentials: does a literal look like one by its own shape or by the name it is bound to?

Says shapes only. Whether a literal is a mistake depends on its role and place, which rules judge.
The token shapes are those that the issuers publish for secret scanning.
"""

import math
import re
from collections import Counter
from functools import lru_cache

from . import secret_names
from .secret_names import WORD, vocabulary, words

MAX_LENGTH = 4096
"""Characters; a longer text is looked at for token shapes only."""

_TOKEN = re.compile(
    r"""
      (?P<aws>\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7][A-Z0-9]{15}\b)
    | (?P<github>\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,}))
    | (?P<gitlab>\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-[\w-]{20,})
    | (?P<slack>\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{20,}
        |https://hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{16,})
    | (?P<stripe>\b[sr]k_(?:live|test|prod)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/]{24,})
    | (?P<google>\bAIza[\w-]{35}(?![\w-])|\bGOCSPX-[\w-]{28}|\bya29\.[\w-]{30,})
    | (?P<npm>\bnpm_[A-Za-z0-9]{36}\b)
    | (?P<pypi>\bpypi-AgE[\w-]{50,})
    | (?P<jwt>\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{10,})
    | (?P<pem>-----BEGIN\ (?:[A-Z0-9]+\ ){0,3}PRIVATE\ KEY(?:\ BLOCK)?-----
        (?:\s|\\[nr])+[A-Za-z0-9+/=:,\ -]{16})
    | (?P<sendgrid>\bSG\.[\w-]{16,32}\.[\w-]{30,64})
    | (?P<anthropic>\bsk-ant-[a-z0-9]+-[\w-]{20,})
    | (?P<openai>\bsk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{32,})
    | (?P<twilio>\A(?:SK)[0-9a-f]{32}\Z)
    | (?P<mailgun>\Akey-[0-9a-f]{32}\Z)
    | (?P<azure>(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{43,88}=)
    | (?P<heroku>\bHRKU-[\w-]{36,})
    | (?P<digitalocean>\bdo[opr]_v1_[a-f0-9]{64}\b)
    | (?P<huggingface>\bhf_[A-Za-z]{34}\b)
    | (?P<shopify>\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b)
    | (?P<telegram>\A[0-9]{8,10}:AA[\w-]{33}\Z)
    | (?P<docker>\bdckr_(?:pat|oat)_[\w-]{20,})
    | (?P<databricks>\bdapi[a-f0-9]{32}\b)
    | (?P<vault>\bhv[sb]\.[\w-]{24,})
    | (?P<atlassian>\bATATT3[\w=-]{50,})
    | (?P<newrelic>\bNRAK-[A-Z0-9]{27}\b)
    | (?P<grafana>\bgl(?:sa|c)_[A-Za-z0-9+/=_]{32,})
    | (?P<doppler>\bdp\.(?:pt|st|sa|ct)\.[\w.-]{40,})
    | (?P<sentry>\bsntry[su]_[\w+/=-]{40,})
    | (?P<discord>https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,})
    | (?P<age>\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b)
    """,
    re.VERBOSE | re.ASCII,
)
_INTERPOLATED = re.compile(
    r"\$\{|\$\([A-Z_][A-Z0-9_]*\)|\A\$\(.*\)\Z|\{\{|<%|#\{|%\([A-Za-z_]\w*\)s|\A\$[A-Za-z_]\w*\Z|\A%[A-Za-z_]\w*%\Z|\A\{[\w.:!\[\]]*\}\Z"
    r"|%[sdvq](?:/|\Z)|\A__[A-Z_0-9]+__\Z|\A@[\w.]+@\Z|\A\$\[|secretKeyRef|!Ref\b|!Sub\b"
)
_PLACEHOLDER = re.compile(
    r"""
      \A<[^<>]*>\Z | \A\[[^\[\]]*\]\Z | \A\(.*\)\Z
    | (?:change|replace|fill|update|set|put|insert|enter|add)[-_\s]?(?:me|this|it|your|in|with|here)
    | \Achange[-_]?(?:pass(?:word)?|pw|secret|key|token)\Z | Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1 # Azurite's own key
    | \byour[-_A-Z\s] | [-_\s]here\Z | \binsert[-_\s] | example | \bsample | \bdummy | placeholder
    | \bfake | \bmock | \bredacted | \btodo\b | \btbd\b | \bfixme\b | \bto[-_]?be[-_]
    | \bnot[-_\s]?(?:set|used|needed|required|real|a|for|so|secret)\b | \bno[-_]?(?:password|secret|key)\b
    | \Ainsecure | \Aunsafe | \bthis[-_]?is[-_] | \bdo[-_\s]?not[-_\s]?use
    | \A(?:foo|bar|baz|foobarbaz|qux|lorem|ipsum|test|testing|none|null|nil|undefined|unset|unused|empty
        |secret[-_]?(?:key|token|value)|tests?[-_]?(?:key|token|secret|value)|n/?a)\Z
    | \Atest[-_]\w*(?:key|token|secret|password|pass|pw)\w*\Z | \A(?:key|token|secret|password)[-_]test\Z
    | \A(.)\1{2,}\Z | x{4,} | \*{3,} | \.{3} | … | \A[-_.*\#?x0]+\Z | 1234567890abcdef | abcdefghij
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PATH = re.compile(
    r"\A(?:[A-Za-z]:\\|~?/[:{<*]?[\w.-]+[}>]?(?:/|\Z)|\.{1,2}/|[a-z_.-]+(?:/[a-z0-9_.-]+)+/?\Z)", re.ASCII
)
_PUBLIC = re.compile(r"\A(?:phc_|pk_(?:live|test)_|pk\.eyJ)")
"""Keys that stand in every page which uses them: PostHog's project, Stripe's publishable and Mapbox's public ones."""
_SUFFIX = re.compile(r"\A\.[a-z]++(?:[-.][a-z]++)*+\Z", re.ASCII)
"""`.data-api`: the end of an event's or a file's name."""
_DOTTED = re.compile(r"\A[A-Za-z_]\w*(?:\.[A-Za-z_][\w-]*)+\Z", re.ASCII)
_URL = re.compile(r"\A[a-z][a-z0-9+.-]*://", re.ASCII)
_IDENTIFIER = re.compile(r"\A[A-Za-z_]++(?:[-:.\s][A-Za-z_]++)*+\Z", re.ASCII)
_SEPARATED = re.compile(r"[-_:.\s]")
_HASHED = re.compile(
    r"\A(?:\$(?:2[abxy]|argon2\w*|pbkdf2[\w-]*|scrypt|[156y])\$|\{SSHA?\d*\}|pbkdf2_|sha(?:1|256|512)[:$-]|md5:)"
)


def shape(name: str, value: str) -> str:
    """`token` for a known token shape, `credential-name` for a plausible literal under a credential's name.

    `name` is the variable, attribute, keyword or key (dotted where nested: its last part counts), empty when
    the literal is bound to nothing. Empty when the literal is neither.
    """
    if token_issuer(value):
        return "token"
    sort = secret_names.sort(name) if name else ""
    return "credential-name" if sort and _plausible(sort, value) else ""


def token_issuer(value: str) -> str:
    """Who issues tokens of this shape (`aws`, `github`, `pem`, `jwt` ...), empty for no known shape."""
    if len(value) < 18:
        return ""
    match = _TOKEN.search(value)
    if match is None:
        return ""
    issuer = match.lastgroup or ""
    if issuer == "openai" and (entropy(match[0]) < 3.8 or not any(c.isdigit() for c in match[0])):
        return ""
    return issuer


def weakness(value: str, name: str = "") -> str:
    """Why a literal is hardly a deploy's credential, empty when nothing says so.

    `empty`, `interpolated` (`${X}`), `placeholder` (`changeme`, `your-key`), `same-as-name` when `name` is
    given (`TOKEN = "token"`), `demo` (`password`, `123456`: real but guessable).
    """
    text = value.strip()
    if not text:
        return "empty"
    if len(text) > MAX_LENGTH:
        return ""
    if _INTERPOLATED.search(text):
        return "interpolated"
    lowered = text.lower()
    if name and _bare(lowered) == _bare(name.rpartition(".")[2].lower()):
        return "same-as-name"
    if lowered in vocabulary("values")["demo"] or _is_phrase(text):
        return "demo"
    return "placeholder" if _PLACEHOLDER.search(text) else ""


@lru_cache(maxsize=1024)
def entropy(value: str) -> float:
    """Shannon entropy in bits a character; 0 for an empty text."""
    total = len(value)
    return -sum(n / total * math.log2(n / total) for n in Counter(value).values()) if value else 0.0


def _plausible(sort: str, value: str) -> bool:
    """Whether the text could be what such a name holds, rather than a label, a reference or a path."""
    text = value.strip()
    if not 3 <= len(text) <= 1024 or any(c.isspace() for c in text) or not text.isprintable():
        return False
    why_weak = weakness(text)
    if why_weak == "interpolated" or text.lower() in vocabulary("values")["never"] or _HASHED.match(text):
        return False
    if _PUBLIC.match(text) or _SUFFIX.match(text):
        return False
    if (
        text[-1] in ":?"
        or text.endswith("...")
        or _PATH.match(text)
        or _URL.match(text)
        or _DOTTED.match(text)
    ):
        return False
    if why_weak == "demo":
        return sort == "password" or not text.isdigit()  # nobody issues `1234567` as a token
    if _names_another(text):
        return False
    if sort == "password":
        return not (text.isalpha() and text.isupper() and len(text) < 7)  # `LDAP`: who checks it instead
    if _is_words(text) and not why_weak:
        return len(text) >= 20 and _SEPARATED.search(text) is None  # `welcome_banner_status`: a key's name
    return len(text) >= 6


def _names_another(text: str) -> bool:
    """Whether the text is itself the name of a variable, field or header: `DB_PASSWORD`, `X-Api-Key`."""
    if not _is_words(text):
        return False
    if text.isupper() and "_" in text:
        return True
    return len(words(text)) > 1 and bool(secret_names.sort(text)) and not weakness(text)


def _is_phrase(text: str) -> bool:
    """Whether it is a made-up phrase of words such as `my-secret-pw` or `superSecretKey`."""
    if len(text) > 40 or not _is_words(text):
        return False
    parts = words(text)
    return len(parts) > 1 and parts[0] in vocabulary("values")["phrase"]


def _is_words(text: str) -> bool:
    return _IDENTIFIER.match(text) is not None


def _bare(text: str) -> str:
    return "".join(WORD.findall(text))
