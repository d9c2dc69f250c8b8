"""Values of Helm charts: images and environments by shape."""

from factorlint.facts import UNKNOWN, EnvSupply, Fact, ImageRef, ParseTrouble
from factorlint.languages import helm
from factorlint.model.source import Source


def read(text: str) -> list[Fact]:
    return list(helm.facts(Source(path="chart/values.yaml", data=text.encode())))


def images(text: str) -> list[tuple[object, ...]]:
    return [(f.raw, f.name, f.tag, f.owner, f.templated) for f in read(text) if isinstance(f, ImageRef)]


def test_repository_and_tag_are_one_image() -> None:
    assert images("web:\n  image: {registry: ghcr.io, repository: org/web, tag: '1.2'}\n") == [
        ("ghcr.io/org/web:1.2", "ghcr.io/org/web", "1.2", "web.image", False)
    ]
    assert images("image: {repository: redis, digest: 'sha256:ab'}\n")[0][0] == "redis@sha256:ab"


def test_a_tag_that_the_chart_gives_is_unknown_and_not_absent() -> None:
    assert images("image:\n  repository: org/web\n  tag: ''\n") == [
        ("org/web", "org/web", UNKNOWN, "image", True)
    ]


def test_an_image_in_one_piece_stands_at_its_text() -> None:
    text = "job:\n  image: busybox:latest\nname: image\n"
    (image,) = [fact for fact in read(text) if isinstance(fact, ImageRef)]
    assert text.encode()[image.span.start : image.span.end] == b"busybox:latest"
    assert image.tag == "latest" and image.by == "helm-values"


def test_environments_as_mapping_and_as_list() -> None:
    facts = read(
        "web:\n  env:\n    LOG_LEVEL: info\n    notAVariable: x\n    EMPTY:\n"
        "  extraEnv:\n    - {name: TOKEN, valueFrom: {secretKeyRef: {name: s, key: t}}}\n    - {name: A, value: '1'}\n"
    )
    supplies = [(f.name, f.value, f.secret, f.reference, f.to) for f in facts if isinstance(f, EnvSupply)]
    assert supplies == [
        ("LOG_LEVEL", "info", False, "", "web"),
        ("EMPTY", None, False, "", "web"),
        ("TOKEN", UNKNOWN, True, "secret/s/t", "web"),
        ("A", "1", False, "", "web"),
    ]


def test_broken_values_are_told_unless_they_are_a_template() -> None:
    (trouble,) = read("a: [\n")
    assert isinstance(trouble, ParseTrouble)
    assert read("a: [\n{% if x %}\n") == []
