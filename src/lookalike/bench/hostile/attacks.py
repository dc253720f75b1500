"""Requests as they go over the wire: paths that lead out, wrong names, queries without end, and what is no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import NamedTuple
from urllib.parse import quote

import numpy as np

from lookalike.bench.hostile.uploads import bodies


class Target(NamedTuple):
    """What is attacked.

    :param host: as it stands in an address, with the port.
    :param collection: the name of a collection, and ``id`` an image of it.
    :param secret: a file that nobody may read.
    """

    host: str
    collection: str
    id: str
    secret: str


class Attack(NamedTuple):
    """A request of a kind.

    :param refused: any answer but a refusal is a fault.
    """

    kind: str
    request: bytes
    refused: bool = False


def request(method: str, path: str, host: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request that is HTTP, whatever else it is."""
    given = {"Host": host} | dict(headers or {})
    if body:
        given.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body


def attacks(target: Target, number: int, rng: np.random.Generator) -> Iterator[Attack]:
    """So many of them, of all kinds in turn."""
    kinds: tuple[Callable[[Target, np.random.Generator], Iterator[Attack]], ...] = (
        _traversals,
        _strangers,
        _queries,
        _nonsense,
        _uploads,
    )
    endless = [kind(target, rng) for kind in kinds]
    for turn in range(number):
        yield next(endless[turn % len(endless)])


_UPS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "..%252f", "%c0%ae%c0%ae/", "....//", "..;/", "..%00/")


def _traversals(target: Target, rng: np.random.Generator) -> Iterator[Attack]:
    images = f"/v1/collections/{target.collection}/images"
    fronts = ["/", "/js/", "/css/", "/v1/", "/v1/collections/", f"{images}/", "/v1/uploads/", "/v1/jobs/", "/docs/"]
    files = ["etc/passwd", target.secret.lstrip("/"), "settings.lance", ".ssh/id_rsa", "proc/self/environ"]
    for _ in count():
        climb = str(rng.choice(_UPS)) * int(rng.integers(1, 12))
        file, front = str(rng.choice(files)), str(rng.choice(fronts))
        path = front + climb + (file if rng.random() < 0.5 else quote(file, safe=""))
        tail = str(rng.choice(["", "/thumbnail", "/picture", "%00", "?side=64"]))
        yield Attack("traversal", request("GET", path + tail, target.host))
        named = rng.choice([f"/{file}", f"file:///{file}", f"{climb}{file}", f"upload:{climb}{file}", target.secret])
        term = str(rng.choice(["image", "sketch", "color"]))
        query = quote(f'{term}("{named}")' if term != "color" else f'color(canvas="{named}")')
        path = f"/v1/collections/{target.collection}/search?q={query}"
        yield Attack("traversal", request("GET", path, target.host), refused=True)
        path = f"{images}/{quote(target.secret, safe='')}/{rng.choice(['picture', 'thumbnail'])}"
        yield Attack("traversal", request("GET", path, target.host), refused=True)


def _strangers(target: Target, rng: np.random.Generator) -> Iterator[Attack]:
    """By other names than the server's, and from pages of other sites."""
    hosts = [
        "evil.example",
        "localhost.evil.example",
        "",
        "127.0.0.1.evil.example",
        "a" * 3000,
        "evil.example:80",
        "[::1",
    ]
    origins = ["http://evil.example", "null", f"http://evil.example#{target.host}", "http://localhost:1", "file://"]
    paths = ["/", "/v1/health", "/v1/collections", f"/v1/collections/{target.collection}/search?q=red", "/metrics"]
    for _ in count():
        path, method = str(rng.choice(paths)), str(rng.choice(["GET", "POST", "DELETE", "OPTIONS", "HEAD"][:4]))
        yield Attack("stranger", request(method, path, str(rng.choice(hosts))), refused=True)
        yield Attack("stranger", request(method, path, target.host, {"Origin": str(rng.choice(origins))}), refused=True)
        came = {
            "Sec-Fetch-Site": "cross-site",
            "Sec-Fetch-Mode": str(rng.choice(["cors", "no-cors", "nested-navigate"])),
        }
        yield Attack("stranger", request(method, path, target.host, came), refused=True)


def _queries(target: Target, rng: np.random.Generator) -> Iterator[Attack]:
    """Through every parameter of the endpoints that rank."""
    base = f"/v1/collections/{target.collection}"
    texts = [
        "(" * 3000, "red" + " + red" * 3000, "-" * 5000, '"' + "a" * 19_000 + '"', f'image("{target.id}")' * 500,
        "1e999 * red", "nan * red", "-1e308 * red - 1e308 * red", "color(top=", "red where 1=1; drop table images",
        "\x00", "\ud800", "\U0001d54f" * 4000, "__import__('os').system('id')",
        f'image("{target.id}", box=(nan,0,1e99,1))',
        'concept("dog", at=(9,9,-9,0))', "red where path like '%'", "red where year > 1e400", "a & b | ~(c) where",
        f'image("{target.id}", box=(0,0,1e-9,1e-9))', "red where " + "not " * 2000 + "year = 2020",
    ]  # fmt: skip
    numbers = ["-1", "0", "1e9", "99999999999999999999", "nan", "", "0x10", "²", "1;2", "null", "5"]
    for _ in count():
        text = str(rng.choice(texts)) if rng.random() < 0.7 else _noise(rng).decode("latin-1")
        asked = f"q={quote(text, errors='surrogatepass')}"
        for name in rng.choice(["k", "offset", "rerank", "fusion", "relevant", "parts", "where"], 3):
            value = str(rng.choice(numbers)) if rng.random() < 0.6 else quote(_noise(rng))
            asked += f"&{name}={quote(value, safe='%')}"
        where = str(rng.choice(["search", "query", "explain", "images"]))
        yield Attack("query", request("GET", f"{base}/{where}?{asked}", target.host))
        rounds = str(
            rng.choice(["{}", "[]", "{" * 5000, '{"q":1}', '{"q":"red","rounds":[{"liked":["a"]}]}', "nul", "\x00"])
        )
        kind = {"Content-Type": "application/json"}
        yield Attack("query", request("POST", f"{base}/feedback", target.host, kind, rounds.encode()))
        identity = str(rng.choice(["0" * 32, "F" * 32, "' or '1'='1", "%00", "a" * 5000, target.id[:-1]]))
        yield Attack("query", request("GET", f"{base}/images/{quote(identity, safe='%')}/thumbnail", target.host), True)


def _nonsense(target: Target, rng: np.random.Generator) -> Iterator[Attack]:
    """What is hardly HTTP, and methods and headers that nothing expects."""
    host = target.host
    for _ in count():
        yield Attack("nonsense", _noise(rng) + b"\r\n\r\n")
        yield Attack(
            "nonsense", request(str(rng.choice(["BREW", "TRACE", "CONNECT", "get", "PUT", "PATCH"])), "/", host)
        )
        yield Attack("nonsense", request("GET", "/" + "a" * int(rng.integers(1, 200_000)), host))
        many = {f"X-{i}": "a" * int(rng.integers(1, 100)) for i in range(int(rng.integers(1, 2000)))}
        yield Attack("nonsense", request("GET", "/v1/health", host, many))
        length = str(rng.choice(["-1", "1e9", "9" * 30, "0x10", "1, 2", "999999999999"]))
        yield Attack("nonsense", request("POST", "/v1/uploads", host, {"Content-Length": length}, b"a"))
        chunked = {
            "Transfer-Encoding": str(rng.choice(["chunked", "gzip, chunked", "identity"])),
            "Content-Length": "4",
        }
        yield Attack("nonsense", request("POST", "/v1/uploads", host, chunked, b"zz\r\n\r\n"))
        value = str(
            rng.choice(["bytes=0-0,-1", "bytes=9-1", "a" * 9000, "\x7f", '"', "*", "text/html;q=nan", "Bearer \xff"])
        )
        name = str(
            rng.choice(["Range", "If-None-Match", "Accept", "Cookie", "Authorization", "Upgrade", "X-Forwarded-For"])
        )
        path = str(
            rng.choice(["/", f"/v1/collections/{target.collection}/images/{target.id}/thumbnail", "/docs", "/metrics"])
        )
        yield Attack("nonsense", request("GET", path, host, {name: value}))


def _uploads(target: Target, rng: np.random.Generator) -> Iterator[Attack]:
    """Bodies that are no pictures, or more than one can bear; some by the way that writes."""
    for headers, body in bodies(rng):
        path = "/v1/uploads" if rng.random() < 0.8 else f"/v1/collections/{target.collection}/images"
        yield Attack("upload", request("POST", path, target.host, headers, body))


def _noise(rng: np.random.Generator) -> bytes:
    return rng.bytes(int(rng.integers(1, 200)))
