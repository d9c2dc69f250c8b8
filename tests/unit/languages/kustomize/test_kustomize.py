"""Kustomizations: replaced images, generated config."""

from factorlint.facts import UNKNOWN, ConfigObject, EnvSource, EnvSupply, Fact, ImageRef, ParseTrouble
from factorlint.languages import kustomize
from factorlint.model.source import Source


def read(text: str) -> list[Fact]:
    return list(kustomize.facts(Source(path="base/kustomization.yaml", data=text.encode())))


def test_images_are_replaced_by_the_name_they_have_in_the_manifests() -> None:
    facts = read(
        "images:\n- {name: web, newName: ghcr.io/org/web, newTag: v2}\n- {name: api, digest: 'sha256:ab'}\n"
        "- {name: moved, newName: elsewhere}\n- {name: same}\n- {newTag: lost}\n"
    )
    found = [(f.owner, f.name, f.tag, f.digest) for f in facts if isinstance(f, ImageRef)]
    assert found == [
        ("web", "ghcr.io/org/web", "v2", ""),
        ("api", "api", None, "sha256:ab"),
        ("moved", "elsewhere", UNKNOWN, ""),
    ]


def test_generated_config_and_secrets() -> None:
    text = (
        "namespace: shop\nconfigMapGenerator:\n- name: conf\n  literals: [LEVEL=info, 'EQ=a=b', broken]\n"
        "  files: [nginx.conf, key=path/x]\nsecretGenerator:\n- {name: cred, envs: [secret.env]}\n"
        "- {name: plain, literals: ['PASSWORD=hunter2hunter2']}\n"
    )
    facts = read(text)
    objects = [
        (f.name, f.secret, f.namespace, f.keys, f.complete) for f in facts if isinstance(f, ConfigObject)
    ]
    assert objects == [
        ("conf", False, "shop", ("LEVEL", "EQ", "broken", "nginx.conf", "key"), False),
        ("cred", True, "shop", (), False),
        ("plain", True, "shop", ("PASSWORD",), True),
    ]
    supplies = {f.name: f for f in facts if isinstance(f, EnvSupply)}
    assert {name: f.value for name, f in supplies.items()} == {
        "LEVEL": "info",
        "EQ": "a=b",
        "PASSWORD": "hunter2hunter2",
    }
    assert supplies["PASSWORD"].shape == "credential-name"
    span = supplies["LEVEL"].span
    assert text.encode()[span.start : span.end] == b"LEVEL=info"
    assert [f.locator for f in facts if isinstance(f, EnvSource)] == ["secret.env"]


def test_broken_and_odd_kustomizations() -> None:
    (trouble,) = read("images: [\n")
    assert isinstance(trouble, ParseTrouble)
    assert read("images: {a: b}\nconfigMapGenerator: [1, {name: [x]}]\nsecretGenerator: x\n") == []
