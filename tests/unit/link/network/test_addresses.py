"""Addresses: where a host leads, among the services that run beside the caller."""

import pytest

from factorlint.config import Settings
from factorlint.engine.gather import gather_files
from factorlint.facts import AddressUse

SERVICE = b"---\napiVersion: v1\nkind: Service\nmetadata: {name: %s%s}\nspec:\n  selector: {app: x}\n  ports: [{port: 80}]\n"


def pod(value: bytes, namespace: bytes = b"") -> bytes:
    return b"""apiVersion: v1
kind: Pod
metadata: {name: shop%s}
spec:
  containers:
    - name: shop
      image: acme/shop:1
      env: [{name: ORDERS_URL, value: '%s'}]
""" % (namespace, value)


def used(files: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    found = gather_files(files, Settings()).store.all(AddressUse)
    return {use.host: (use.resolves, use.to) for use in found}


@pytest.mark.parametrize(
    ("value", "host", "resolves"),
    [
        ("http://orders:8000", "orders", "service"),
        ("http://stock", "stock", "service"),
        ("http://order:8000", "order", "unknown"),
        ("https://api.example.com", "api.example.com", "external"),
        ("http://localhost:8000", "localhost", "localhost"),
        ("http://host.docker.internal:1", "host.docker.internal", "external"),
    ],
)
def test_compose_names_and_aliases(value: str, host: str, resolves: str) -> None:
    compose = (
        "services:\n  shop:\n    image: acme/shop:1\n    environment:\n"
        f"      ORDERS_URL: {value}\n  orders:\n    image: acme/orders:1\n"
        "    networks: {default: {aliases: [stock]}}\n"
    )
    assert used({"compose.yaml": compose.encode()})[host][0] == resolves


def test_the_port_of_a_compose_service_is_what_its_process_listens_on() -> None:
    files = {
        "compose.yaml": b"services:\n  shop:\n    image: acme/shop:1\n    environment: {A_URL: 'http://orders:%s'}\n"
        b"  orders:\n    build: orders\n    ports: ['8080:3000']\n",
        "orders/Dockerfile": b'FROM node:22\nCOPY . /\nCMD ["node", "a.mjs"]\n',
        "orders/a.mjs": b"import http from 'node:http'\nhttp.createServer(() => {}).listen(3000)\n",
    }
    for port, resolves in ((b"3000", "service"), (b"8080", "port-mismatch")):
        asked = {**files, "compose.yaml": files["compose.yaml"] % port}
        assert used(asked)["orders"][0] == resolves


def test_a_kubernetes_service_offers_its_own_ports() -> None:
    assert used({"a.yaml": pod(b"http://orders:80") + SERVICE % (b"orders", b"")})["orders"] == (
        "service",
        "orders",
    )
    wrong = used({"a.yaml": pod(b"http://orders:81") + SERVICE % (b"orders", b"")})
    assert wrong["orders"] == ("port-mismatch", "orders")


def test_a_bare_name_is_looked_up_in_its_own_namespace() -> None:
    elsewhere = SERVICE % (b"orders", b", namespace: back")
    assert used({"a.yaml": pod(b"http://orders", b", namespace: shop") + elsewhere})["orders"] == (
        "unknown",
        "orders.back",
    )
    assert (
        used({"a.yaml": pod(b"http://orders.back", b", namespace: shop") + elsewhere})["orders.back"][0]
        == "service"
    )
    assert used({"a.yaml": pod(b"http://orders") + elsewhere})["orders"][0] == "service"


def test_what_a_database_is_told_of_itself_is_no_call() -> None:
    compose = b"services:\n  db:\n    image: mariadb:11\n    environment: {MARIADB_HOST: paperless}\n"
    assert used({"compose.yaml": compose}) == {}
