"""Hostile requests to ``lookalike serve``: ``python -m lookalike.bench.hostile COLLECTION``.

Requests that schemathesis makes of the OpenAPI document; paths that lead out of the collection; other names and
origins; endless queries; what is no HTTP; files that harm decoders; and meanwhile clients that are slow on purpose.
No answer may be a server's error, say where anything lies on this machine, or be given to those that must be refused;
and memory comes back to where it was after good requests.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lookalike import Collection
from lookalike.bench.harness.served import Client, Reply, Served
from lookalike.bench.hostile.attacks import Attack, Target, attacks
from lookalike.bench.hostile.fuzz import Fuzzed, fuzz
from lookalike.bench.hostile.slow import hold_on, ways
from lookalike.bench.hostile.uploads import photo
from lookalike.bench.hostile.verdict import Verdict

ABREAST = 8
"""Attacks at once."""

SECRET = "no answer may say this"


async def warm_up(target: Target, rounds: int) -> None:
    """Good requests of all kinds, after which the server has what it keeps in memory."""
    client = _client(target)
    base, query = f"/v1/collections/{target.collection}", f"q=image(%22{target.id}%22)"
    learnt = json.dumps({"q": f'image("{target.id}")', "rounds": [{"liked": [target.id]}]}).encode()
    await client.ask("GET", f"{base}/duplicates")
    for turn in range(rounds):
        await client.ask("POST", "/v1/uploads", {"Content-Type": "image/jpeg"}, photo(turn))
        await client.ask("POST", f"{base}/feedback", {"Content-Type": "application/json"}, learnt)
        for path in (
            f"{base}/search?{query}", f"{base}/explain?{query}&id={target.id}", f"{base}/images?offset={turn}", "/",
            f"{base}/images/{target.id}/picture", f"{base}/images/{target.id}/thumbnail", "/metrics",
            "/v1/openapi.json",
        ):  # fmt: skip
            await client.ask("GET", path)
    client.close()


def _client(target: Target) -> Client:
    host, port = target.host.split(":")
    return Client(host, int(port))


async def settle(target: Target) -> None:
    """Cancel all jobs, and wait until they are over."""
    client = _client(target)
    while open_jobs := [
        job["id"]
        for job in json.loads((await client.ask("GET", "/v1/jobs")).body)
        if job["state"] in ("waiting", "running")
    ]:
        for job in open_jobs:
            await client.ask("DELETE", f"/v1/jobs/{job}")
        await asyncio.sleep(0.5)
    await asyncio.sleep(3)
    client.close()


async def assault(target: Target, number: int, slow: int, verdict: Verdict) -> None:
    """All attacks but schemathesis', and slow clients meanwhile."""
    coming = attacks(target, number, np.random.default_rng(0))

    async def attack() -> None:
        client = _client(target)
        for each in coming:
            verdict.judge(each, await _reply(client, each))
            if each.kind == "nonsense":  # what comes next must not be taken for its end
                client.close()
        client.close()

    async def hold(beginning: bytes, drop: bytes, reads: bool) -> None:
        seconds = await hold_on(target.host, beginning, drop, reads)
        verdict.note("slow", "closed" if seconds is not None else "waited for")
        if seconds is None:
            verdict.fault("slow", f"the server waits for {beginning[:200]!r}")

    await asyncio.gather(
        *(attack() for _ in range(ABREAST)), *(hold(*way) for way, _ in zip(ways(target), range(slow), strict=False))
    )


async def _reply(client: Client, attack: Attack) -> Reply | None:
    try:
        async with asyncio.timeout(90):
            return await client.send(attack.request, empty=attack.request.startswith(b"HEAD "))
    except (OSError, ValueError):
        client.close()
        return None


def measure(place: Path, number: int, slow: int) -> dict[str, Any]:
    """Attack a server of a collection, and say what became of it."""
    collection = Collection.open(place)
    some = next(iter(collection))
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret.jpg"
        secret.write_text(SECRET)
        places = {str(place.absolute().parent), str(Path(some.path).parent), sys.prefix, str(Path(__file__).parents[2])}
        verdict = Verdict([SECRET, *(text for text in places if text.count("/") > 1)])
        with Served([place], "--writable") as served:
            target = Target(f"{served.host}:{served.port}", place.stem, some.id, str(secret))
            before = _settled(served, target, min(100, number // 10))

            def told(fuzzed: Fuzzed) -> None:
                verdict.look("schemathesis", fuzzed.request.encode(), fuzzed.status, fuzzed.body)
                if fuzzed.fault is not None:
                    verdict.fault("schemathesis", f"{fuzzed.request[:300]}: {fuzzed.fault}")

            fuzz(target, number * 3 // 10, told)
            asyncio.run(assault(target, number - verdict.requests - slow, slow, verdict))
            after, alive = _settled(served, target, 5), served.alive()
        log = [line for line in served.log if "Traceback" in line or "Error" in line]
    return verdict.told() | {
        "alive": alive,
        "errors_logged": log[:20],
        "resident_before": before,
        "resident_after": after,
    }


def _settled(served: Served, target: Target, rounds: int) -> int:
    """Bytes of memory after good requests, when nothing is at work."""
    asyncio.run(warm_up(target, rounds))
    asyncio.run(settle(target))
    return served.resident()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what happened as one JSON object; the exit code is 1 if there was any fault."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.hostile", description=__doc__)
    parser.add_argument("collection", type=Path, help="may be written to: take one made for this")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--slow", type=int, default=60, help="how many of them are slow")
    options = parser.parse_args(arguments)
    found = measure(options.collection, options.requests, options.slow)
    print(json.dumps(found, indent=2))
    sys.exit(bool(found["faults"] or found["errors_logged"] or not found["alive"]))


if __name__ == "__main__":
    main()
