"""Hostile input made by the thousand: spoilt texts, pumped patterns, fragments repeated.

    python -m factorlint.devtools fuzz [--inputs N] [--seed N] [--language NAME]... [--only N] [--whole]
    python -m factorlint.devtools fuzz --patterns
    python -m factorlint.devtools fuzz --growth [--language NAME]...

Every text follows from the seed, the language and a number, so a failure is made again by naming them.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from time import process_time

from ..config import Settings, UserError
from ..engine.extract import decode, extract
from ..engine.scan import scan_files
from ..reports import Options
from ..reports.json import render
from . import growth, mutation, patterns
from .mutation import Text

LONGEST = 2.0
"""Seconds that one text may take."""
_WHOLE_EVERY = 25
"""With `--whole`, one in so many texts is scanned among the other samples of its language."""


def run(arguments: Sequence[str]) -> int:
    """Print each failure and how many texts there were; 1 when there was one."""
    parser = argparse.ArgumentParser(prog="fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=2000, help="texts a language (default 2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--language", action="append", metavar="NAME", help="only this one; may be repeated")
    parser.add_argument("--only", type=int, metavar="N", help="only this text, printed")
    parser.add_argument(
        "--whole", action="store_true", help="scan some of the texts in small repositories, too"
    )
    parser.add_argument("--patterns", action="store_true", help="pump every regular expression instead")
    parser.add_argument("--growth", action="store_true", help="repeat fragments in every language instead")
    options = parser.parse_args(arguments)
    texts = mutation.samples()
    chosen = options.language or sorted(texts)
    if unknown := sorted(set(chosen) - set(texts)):
        raise UserError(f"there are no samples of {', '.join(unknown)}; known: {', '.join(sorted(texts))}")
    if options.patterns:
        failures: Iterator[str] = (
            str(weak) for usage in patterns.usages() for weak in patterns.weaknesses(usage)
        )
    elif options.growth:
        failures = (str(each) for name in chosen for each in growth.slow(name, texts[name]))
    else:
        numbers = range(options.inputs) if options.only is None else range(options.only, options.only + 1)
        if options.only is not None:
            for name in chosen:
                print(*mutation.spoilt(options.seed, name, options.only, texts), sep="\n")
        failures = spoil(chosen, numbers, options.seed, texts, whole=options.whole)
    count = 0
    for failure in failures:
        count += 1
        print(failure, flush=True)
    print(f"{count} failures", file=sys.stderr)
    return 1 if count else 0


def spoil(
    languages: Sequence[str], numbers: range, seed: int, texts: Mapping[str, Sequence[Text]], *, whole: bool
) -> Iterator[str]:
    """Read spoilt texts; yield what went wrong, with the flags that make it again."""
    for language in languages:
        for number in numbers:
            path, data = mutation.spoilt(seed, language, number, texts)
            failure = failure_of(language, path, data)
            if not failure and whole and number % _WHOLE_EVERY == 0:
                failure = failure_of_scan(path, data, texts[language])
            if failure:
                yield f"--language {language} --seed {seed} --only {number}: {path}: {failure}"


def failure_of(language: str, path: str, data: bytes) -> str:
    """Return what is wrong with reading a text: a crash, a fact outside of it, too long; empty for nothing."""
    start = process_time()
    try:
        with patterns.alarm(5 * LONGEST):
            extracted = extract(data, path, (language,))
    except patterns.TooSlow:
        return f"takes more than {5 * LONGEST:.0f} s"
    if extracted.crash:
        return extracted.crash
    taken = process_time() - start
    if taken > LONGEST:
        return f"takes {taken:.1f} s"
    for fact in decode(extracted, path, "production"):
        if not 0 <= fact.span.start <= fact.span.end <= len(data):
            return f"{type(fact).__name__} stands outside at {fact.span}"
    return ""


def failure_of_scan(path: str, data: bytes, others: Sequence[Text]) -> str:
    """Return what is wrong with scanning a text among some others: a crash of ours, or two scans that differ."""
    files = dict(others[:20]) | {path: data}
    try:
        with patterns.alarm(20 * LONGEST):
            reports = [scan_files(files, Settings(jobs=1, cache=False)) for _ in range(2)]
    except patterns.TooSlow:
        return f"its scan takes more than {20 * LONGEST:.0f} s"
    except Exception as error:
        return f"its scan raises {type(error).__name__}: {error}"
    ours = [trouble.message for trouble in reports[0].troubles if trouble.ours]
    if ours:
        return f"in its scan: {ours[0]}"
    return "" if len({render(report, Options()) for report in reports}) == 1 else "two scans differ"
