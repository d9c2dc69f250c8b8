"""The languages that read YAML: whatever stands where a value is expected, facts come out or nothing does."""

from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factorlint.engine.claims import all_languages
from factorlint.engine.extract import Extracted, decode
from factorlint.facts import Fact
from factorlint.model.source import Source

SAMPLES: dict[str, tuple[str, Any]] = {
    "compose": (
        "compose.yaml",
        {
            "services": {
                "web": {
                    "build": {"context": ".", "args": {"A": "1"}},
                    "image": "a:1",
                    "ports": ["80:80", {"target": 1}],
                    "volumes": ["./a:/b", {"type": "bind", "source": ".", "target": "/c"}],
                    "environment": ["A=1", "B"],
                    "env_file": [{"path": ".env"}],
                    "command": ["a", "b"],
                    "healthcheck": {"test": ["CMD", "curl", "localhost"], "interval": "1s"},
                    "depends_on": {"db": {"condition": "x"}},
                    "deploy": {"resources": {"limits": {"cpus": "1"}}, "replicas": 2},
                    "extends": {"service": "db"},
                },
                "db": {"image": "postgres:15", "links": ["a:b"], "networks": {"n": {"aliases": ["x"]}}},
            },
            "volumes": {"v": {"driver": "local"}},
            "secrets": {"s": {"file": "x"}},
        },
    ),
    "kubernetes": (
        "k8s.yaml",
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "w", "namespace": "n"},
            "spec": {
                "replicas": 1,
                "template": {
                    "metadata": {"labels": {"a": "b"}},
                    "spec": {
                        "volumes": [{"name": "v", "configMap": {"name": "c"}}],
                        "containers": [
                            {
                                "name": "c",
                                "image": "a:1",
                                "ports": [{"containerPort": 1}],
                                "command": ["a"],
                                "env": [
                                    {"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}
                                ],
                                "envFrom": [{"secretRef": {"name": "s"}}],
                                "volumeMounts": [{"name": "v", "mountPath": "/v"}],
                                "livenessProbe": {"httpGet": {"path": "/", "port": 1}},
                                "resources": {"limits": {"cpu": 1}},
                                "securityContext": {"capabilities": {"drop": ["ALL"]}, "runAsUser": 1},
                            }
                        ],
                    },
                },
                "ports": [{"port": 1}],
                "rules": [
                    {"http": {"paths": [{"backend": {"service": {"name": "w", "port": {"number": 1}}}}]}}
                ],
            },
            "data": {"A": "b"},
        },
    ),
    "helm": ("values.yaml", {"image": {"repository": "a", "tag": "1"}, "env": [{"name": "A", "value": "b"}]}),
    "kustomize": (
        "kustomization.yaml",
        {
            "images": [{"name": "a", "newTag": "1"}],
            "configMapGenerator": [{"name": "c", "literals": ["A=b"], "files": ["x=y"], "envs": ["e"]}],
        },
    ),
    "github_actions": (
        ".github/workflows/a.yml",
        {
            "on": {"push": {"branches": ["main"]}},
            "env": {"A": "1"},
            "jobs": {
                "a": {
                    "strategy": {"matrix": {"v": ["1", "2"], "include": [{"v": "3"}]}},
                    "container": {"image": "a:${{ matrix.v }}"},
                    "services": {"db": {"image": "redis:1", "ports": ["1:2"]}},
                    "steps": [
                        {"uses": "actions/setup-python@v1", "with": {"python-version": "${{ matrix.v }}"}},
                        {"run": "docker build .", "env": {"B": "${{ secrets.B }}"}},
                        {"uses": "docker/build-push-action@v6", "with": {"context": ".", "tags": "a"}},
                    ],
                }
            },
        },
    ),
    "gitlab_ci": (
        ".gitlab-ci.yml",
        {
            "default": {"image": "a:1", "before_script": ["x"]},
            "variables": {"A": {"value": "b"}},
            "include": [{"project": "p", "ref": "r"}],
            "job": {
                "extends": ["other"],
                "image": {"name": "a:$A"},
                "services": [{"name": "redis:1", "alias": "r"}],
                "script": ["docker build ."],
                "parallel": {"matrix": [{"A": ["1", "2"]}]},
                "rules": [{"if": '$CI_COMMIT_BRANCH == "x"'}],
                "environment": {"name": "e"},
            },
            "other": {"script": ["y"]},
        },
    ),
}

_odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=12),
    st.sampled_from(
        ["${X}", "${X:-${Y}}", "$$", "{{ x }}", "${{ matrix.v }}", "80:80", "a@sha256:b", "*", "::", "-"]
    ),
    st.lists(st.text(max_size=4), max_size=3),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
    st.just([[["x"]]]),
)


def routes(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(route for key, inner in below for route in routes(inner, (*here, key)))]


def replaced(value: Any, route: tuple[Any, ...], by: Any) -> Any:
    if not route:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[route[0]] = replaced(value[route[0]], route[1:], by)
    return copy


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_sample_yields_facts(name: str) -> None:
    path, value = SAMPLES[name]
    assert len(facts_of(name, path, yaml.safe_dump(value).encode())) >= 2


@pytest.mark.parametrize("name", sorted(SAMPLES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_anything_may_stand_anywhere(name: str, data: st.DataObject) -> None:
    path, value = SAMPLES[name]
    for _ in range(data.draw(st.integers(1, 3))):
        value = replaced(value, data.draw(st.sampled_from(routes(value))), data.draw(_odd))
    facts_of(name, path, yaml.safe_dump(value, allow_unicode=data.draw(st.booleans())).encode())


def facts_of(name: str, path: str, text: bytes) -> list[Fact]:
    facts = list(all_languages()[name].facts(Source(path, text)))
    for fact in facts:
        assert 0 <= fact.span.start <= fact.span.end <= len(text)
    encoded = msgspec.msgpack.encode(facts)
    assert decode(Extracted(name, "", b"", encoded, True, ""), "", "production") == facts
    return facts
