# ruff: noqa: E501 - a document on one line reads better than one cut to fit
"""Kubernetes manifests: pods and what owns them, networks, config, scaling, templates."""

import pytest

from factorlint.facts import (
    UNKNOWN,
    Autoscaler,
    BackingService,
    Command,
    ConfigObject,
    Container,
    DisruptionBudget,
    EnvSource,
    EnvSupply,
    Fact,
    ImageRef,
    IngressRule,
    ParseTrouble,
    Probe,
    ServiceEndpoint,
    Volume,
    Workload,
)
from factorlint.languages import kubernetes
from factorlint.model.fact import F
from factorlint.model.source import Source


def read(text: str) -> list[Fact]:
    return list(kubernetes.facts(Source(path="k8s/web.yaml", data=text.encode())))


def each(facts: list[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def only(facts: list[Fact], kind: type[F]) -> F:
    (found,) = each(facts, kind)
    return found


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line + "\n" for line in text.splitlines())


def pod(container: str, spec: str = "", kind: str = "Deployment") -> list[Fact]:
    """The facts of a workload with one container; both texts are YAML mappings."""
    return read(
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  template:\n"
        "    metadata: {labels: {app: web}}\n    spec:\n" + indented(spec, 6) + "      containers:\n        - name: app\n"
        + indented(container, 10)
    )  # fmt: skip


def test_a_deployment_is_a_workload_with_containers() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  replicas: 2\n"
        "  strategy: {type: Recreate}\n  template:\n    metadata: {labels: {app: web, tier: '1'}}\n    spec:\n"
        "      terminationGracePeriodSeconds: 45\n      hostNetwork: true\n"
        "      initContainers: [{name: wait, image: busybox:1}, {name: proxy, image: p:1, restartPolicy: Always}]\n"
        "      containers:\n      - name: app\n        image: app:1\n"
    )
    facts = read(text)
    workload = only(facts, Workload)
    assert (workload.name, workload.namespace, workload.replicas, workload.grace) == (
        "Deployment/web",
        "shop",
        2,
        45,
    )
    assert workload.strategy == "Recreate" and workload.host_network and not workload.templated
    assert workload.labels == (("app", "web"), ("tier", "1"))
    assert [(fact.name, fact.init, fact.sidecar) for fact in each(facts, Container)] == [
        ("Deployment/web/wait", True, False),
        ("Deployment/web/proxy", False, True),
        ("Deployment/web/app", False, False),
    ]
    app = each(facts, Container)[2]
    assert text.encode()[app.span.start : app.span.end] == b"app" and app.workload == "Deployment/web"


def test_the_containers_own_security_wins_over_the_pods() -> None:
    container = only(
        pod(
            "image: a\nsecurityContext: {runAsUser: 10, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}",
            "securityContext: {runAsUser: 1, runAsNonRoot: true}",
        ),
        Container,
    )
    assert container.user == "10" and container.run_as_non_root and container.read_only
    assert container.allow_privilege_escalation is False and not container.privileged
    assert container.capabilities_dropped == ("ALL",) and container.capabilities_added == (
        "NET_BIND_SERVICE",
    )


def test_resources_mounts_and_ports() -> None:
    container = only(
        pod(
            "image: a\nresources: {limits: {memory: 64Mi}, requests: {cpu: 100m}}\n"
            "ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP, hostPort: 5353}]\n"
            "volumeMounts: [{name: c, mountPath: /c, readOnly: true}, {name: e, mountPath: /e}, {name: m, mountPath: /m}, {name: h, mountPath: /h}, {name: claimed, mountPath: /d}]",
            "volumes: [{name: c, configMap: {name: conf}}, {name: e, emptyDir: {}}, {name: m, emptyDir: {medium: Memory}}, {name: h, hostPath: {path: /var}}]",
        ),
        Container,
    )
    assert container.limits == (("memory", "64Mi"),) and container.requests == (("cpu", "100m"),)
    assert [(port.name, port.target, port.protocol, port.host_port) for port in container.ports] == [
        ("http", 8080, "TCP", None),
        ("", 53, "UDP", 5353),
    ]
    assert [(mount.target, mount.source, mount.how, mount.read_only) for mount in container.mounts] == [
        ("/c", "conf", "configmap", True),
        ("/e", "e", "empty-dir", False),
        ("/m", "m", "tmpfs", False),
        ("/h", "/var", "host-path", False),
        ("/d", "claimed", "claim", False),
    ]


def test_command_and_args_are_one_command_and_references_are_unknown() -> None:
    facts = pod('image: a\ncommand: ["gunicorn"]\nargs: ["-b", "$(HOST):80", "$$(X)"]')
    container = only(facts, Container)
    assert container.command == ("gunicorn",) and container.args == ("-b", None, "$(X)")
    assert each(facts, Command)[0].argv == ("gunicorn", "-b", None, "$(X)")


def test_environment() -> None:
    facts = pod(
        "image: a\nenv:\n- {name: A, value: '1'}\n- {name: E}\n- {name: S, valueFrom: {secretKeyRef: {name: s, key: k}}}\n"
        "- {name: C, valueFrom: {configMapKeyRef: {name: c, key: k}}}\n- {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}\n"
        "- {name: U, value: 'http://$(A)/'}\nenvFrom:\n- secretRef: {name: all}\n- configMapRef: {name: conf, optional: true}"
    )
    assert [(fact.name, fact.value, fact.secret, fact.reference) for fact in each(facts, EnvSupply)] == [
        ("A", "1", False, ""),
        ("E", "", False, ""),
        ("S", UNKNOWN, True, "secret/s/k"),
        ("C", UNKNOWN, False, "configmap/c/k"),
        ("IP", UNKNOWN, False, "field/status.podIP"),
        ("U", UNKNOWN, False, ""),
    ]
    assert [(fact.locator, fact.optional) for fact in each(facts, EnvSource)] == [
        ("secret/all", False),
        ("configmap/conf", True),
    ]


@pytest.mark.parametrize(
    ("probe", "expected"),
    [
        ("httpGet: {path: /up, port: http}", ("http", "/up", "http")),
        ("httpGet: {port: 80}", ("http", "/", 80)),
        ("tcpSocket: {port: 5432}", ("tcp", UNKNOWN, 5432)),
        ("grpc: {port: 50051}", ("grpc", UNKNOWN, 50051)),
        ("exec: {command: [sh, -c, 'curl -f localhost:8080/live']}", ("exec", "/live", 8080)),
        ("exec: {command: [cat, /tmp/ok]}", ("exec", UNKNOWN, UNKNOWN)),
    ],
)
def test_probes(probe: str, expected: tuple[object, ...]) -> None:
    found = only(
        pod(f"image: a\nlivenessProbe:\n  {probe}\n  periodSeconds: 5\n  failureThreshold: 2"), Probe
    )
    assert (found.transport, found.url_path, found.port) == expected
    assert (found.purpose, found.period, found.failures, found.timeout) == ("liveness", 5, 2, None)


@pytest.mark.parametrize(
    ("kind", "route"),
    [("StatefulSet", "template"), ("DaemonSet", "template"), ("Job", "template"), ("Rollout", "template"),
     ("CronJob", "jobTemplate: {spec: {template"), ("Pod", "")],
)  # fmt: skip
def test_where_each_kind_keeps_its_pod(kind: str, route: str) -> None:
    inner = "spec: {containers: [{name: a, image: b}]}"
    if route:
        inner = f"spec: {{{route}: {{{inner}}}" + "}" * (route.count("{") + 1)
    facts = read(f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: x}}\n{inner}\n")
    assert only(facts, Container).name == f"{kind}/x/a"


def test_services_and_their_names() -> None:
    facts = read(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {app: web}\n"
        "  sessionAffinity: ClientIP\n  ports: [{port: 80, targetPort: http}, {port: 443}]\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {type: ExternalName, externalName: db.example.com}\n"
    )
    web, db = each(facts, ServiceEndpoint)
    assert web.names == ("web", "web.shop", "web.shop.svc", "web.shop.svc.cluster.local")
    assert [(port.port, port.target) for port in web.ports] == [(80, "http"), (443, 443)]
    assert web.selector == (("app", "web"),) and web.session_affinity and not web.external
    assert db.external and db.names[1] == "db.default"


def test_ingress_of_both_versions() -> None:
    facts = read(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, annotations: {nginx.ingress.kubernetes.io/affinity: cookie, nginx.ingress.kubernetes.io/proxy-read-timeout: '30'}}\n"
        "spec:\n  rules: [{host: a.example, http: {paths: [{path: /x, backend: {service: {name: web, port: {number: 80}}}}]}}]\n---\n"
        "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: j}\nspec: {backend: {serviceName: old, servicePort: http}}\n"
    )
    first, second = each(facts, IngressRule)
    assert (first.host, first.url_path, first.service, first.port) == ("a.example", "/x", "web", 80)
    assert first.sticky and first.timeout == 30
    assert (second.service, second.port, second.url_path, second.sticky) == ("old", "http", "/", False)


def test_gateway_istio_and_openshift_routes() -> None:
    facts = read(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: g}\nspec: {hostnames: [h], rules: [{matches: [{path: {value: /a}}], timeouts: {request: 10s}, backendRefs: [{name: web, port: 80}]}]}\n---\n"
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec: {hosts: [h], http: [{timeout: 5s, route: [{destination: {host: web, port: {number: 81}}}]}]}\n---\n"
        "apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {name: r}\nspec: {host: h, to: {kind: Service, name: web}, port: {targetPort: http}}\n"
    )
    assert [(fact.service, fact.port, fact.timeout) for fact in each(facts, IngressRule)] == [
        ("web", 80, 10),
        ("web", 81, 5),
        ("web", "http", None),
    ]


def test_config_maps_and_secrets_with_decoded_data() -> None:
    facts = read(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {A: '1', file.conf: \"x\\n\"}\n---\n"
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {PLAIN: abc}\ndata: {PASSWORD: aHVudGVyMg==, BROKEN: '%'}\n"
    )
    config, secret = each(facts, ConfigObject)
    assert config.keys == ("A", "file.conf") and config.complete and not config.secret
    assert secret.keys == ("PLAIN", "PASSWORD", "BROKEN") and secret.secret
    values = {fact.name: fact.value for fact in each(facts, EnvSupply)}
    assert (values["A"], values["PLAIN"], values["PASSWORD"], values["BROKEN"]) == (
        "1",
        "abc",
        "hunter2",
        UNKNOWN,
    )
    assert {fact.reference for fact in each(facts, EnvSupply)} >= {"configmap/c/A", "secret/s/PASSWORD"}


def test_secrets_of_operators_are_not_complete() -> None:
    facts = read(
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: x}\nspec: {target: {name: s}, data: [{secretKey: K}]}\n---\n"
        "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: y}\nspec: {encryptedData: {P: AgBy}}\n"
    )
    assert [(fact.name, fact.keys, fact.complete) for fact in each(facts, ConfigObject)] == [
        ("s", ("K",), False),
        ("y", ("P",), False),
    ]


def test_scaling_and_claims() -> None:
    facts = read(
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {minReplicas: 2, maxReplicas: 9, scaleTargetRef: {kind: Deployment, name: web}}\n---\n"
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: k}\nspec: {maxReplicaCount: 4, scaleTargetRef: {name: w}}\n---\n"
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: p}\nspec: {selector: {matchLabels: {app: web}}}\n---\n"
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: d}\n"
    )
    assert [(fact.target, fact.minimum, fact.maximum) for fact in each(facts, Autoscaler)] == [
        ("Deployment/web", 2, 9),
        ("Deployment/w", None, 4),
    ]
    assert only(facts, DisruptionBudget).selector == (("app", "web"),)
    assert only(facts, Volume).how == "claim"


def test_lists_and_images_of_backing_services() -> None:
    facts = read(
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: r, image: 'redis:7-alpine'}]}}\n"
        "- {apiVersion: v1, kind: Service, metadata: {name: b}, spec: {selector: {x: y}}}\n"
    )
    assert only(facts, Container).name == "Pod/a/r" and only(facts, ServiceEndpoint).names[0] == "b"
    backing = only(facts, BackingService)
    assert (backing.service, backing.version, backing.by) == ("redis", "7", "manifest")


HELM = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "chart.fullname" . }}
  namespace: {{ .Release.Namespace }}
spec:
  template:
    spec:
      {{- with .Values.securityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          env:
            - name: LEVEL
              value: {{ .Values.level | quote }}
"""


def test_a_helm_template_leaves_what_is_absent_open() -> None:
    facts = read(HELM)
    workload, container = only(facts, Workload), only(facts, Container)
    assert workload.templated and container.partial
    assert workload.name == 'Deployment/{{ include "chart.fullname" . }}'
    image = only(facts, ImageRef)
    assert image.templated and image.name is UNKNOWN and image.tag is UNKNOWN
    assert only(facts, EnvSupply).value is UNKNOWN


def test_a_template_inside_a_text_touches_no_structure() -> None:
    facts = read(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  page.tpl: |\n    {{ range .Items }}\n    {{ .Name }}\n    {{ end }}\n"
        '  line: "{{ include .X }}"\n'
    )
    assert only(facts, ConfigObject).complete
    facts = read(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: app\n          image: web:{{ tag }}\n          env: [{name: A, value: '{{ a }}'}]\n"
    )
    assert not only(facts, Workload).templated and not only(facts, Container).partial
    assert only(facts, ImageRef).templated and only(facts, EnvSupply).value is UNKNOWN


def test_a_template_that_fills_in_a_mapping_makes_its_container_partial() -> None:
    facts = read(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: app\n      image: a\n      resources: {{ resources }}\n"
    )
    assert only(facts, Container).partial and not only(facts, Workload).templated


def test_a_templated_namespace_leaves_the_longer_names_unknown() -> None:
    facts = read(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: {{ .Release.Namespace }}\nspec:\n  selector: {a: b}\n"
    )
    assert only(facts, ServiceEndpoint).names == ("web",)


def test_a_broken_object_costs_only_itself_and_a_broken_template_is_no_trouble() -> None:
    good = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {b: c}}\n"
    facts = read(good + "---\napiVersion: v1\nkind: Pod\nspec: [\n---\n" + good)
    assert len(each(facts, ServiceEndpoint)) == 2
    trouble = only(facts, ParseTrouble)
    assert "broken YAML" in trouble.message and trouble.span.start > len(good)
    assert not each(read("apiVersion: v1\nkind: Pod\nspec: [\n{{ if x }}\n"), ParseTrouble)


@pytest.mark.parametrize(
    "text",
    ["apiVersion: v1\nkind: [Pod]\n", "apiVersion: v1\nkind: Pod\nspec: 1\n", "kind: Pod\nspec: {containers: [{image: a}]}\n",
     "apiVersion: v1\nkind: Pod\nmetadata: x\nspec: {containers: {a: b}}\n", "apiVersion: v1\nkind: List\nitems: [1, [2]]\n",
     "apiVersion: v1\nkind: Service\nspec: {ports: [80], selector: x}\n"],
)  # fmt: skip
def test_odd_objects_do_no_harm(text: str) -> None:
    assert not each(read(text), Container) and not each(read(text), ParseTrouble)
