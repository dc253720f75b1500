"""What an answer must not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from lookalike.bench.harness.served import Reply
from lookalike.bench.hostile.attacks import Attack

_ALWAYS = (b"Traceback (most recent call last)", b"root:x:0:0", b"site-packages", b'File "')
_SHOWN = 20


class Verdict:
    """Counts answers, and keeps the first faults of each kind.

    :param private: what no answer may hold, as paths of this machine, unless the request itself says it.
    """

    def __init__(self, private: Iterable[str]) -> None:
        self._private = [text.encode() for text in private]
        self._statuses: dict[str, Counter[str]] = {}
        self._faults: dict[str, list[str]] = {}
        self._number: Counter[str] = Counter()

    @property
    def requests(self) -> int:
        return sum(self._number.values())

    def judge(self, attack: Attack, reply: Reply | None) -> None:
        """Look at an answer; None where the connection was closed instead."""
        if reply is None:
            self.note(attack.kind, "closed")
            return
        self.look(attack.kind, attack.request, reply.status, repr(reply.headers).encode() + reply.body)
        if attack.refused and reply.status < 400:
            self.fault(attack.kind, f"answered with {reply.status}: {attack.request[:300]!r}")

    def look(self, kind: str, request: bytes, status: int, body: bytes) -> None:
        """Count an answer, and look for what it must not say."""
        self.note(kind, str(status))
        if status >= 500:
            self.fault(kind, f"{status}: {request[:300]!r}")
        asked = unquote_to_bytes(request)
        for text in (*_ALWAYS, *self._private):
            if text in body and text not in asked:
                self.fault(kind, f"{text!r} in the answer to {request[:300]!r}")

    def note(self, kind: str, outcome: str) -> None:
        """Count an outcome."""
        self._number[kind] += 1
        self._statuses.setdefault(kind, Counter())[outcome] += 1

    def fault(self, kind: str, what: str) -> None:
        """Keep what went wrong."""
        self._faults.setdefault(kind, []).append(what)

    def told(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return {
            "requests": self.requests,
            "answers": {kind: dict(sorted(counts.items())) for kind, counts in sorted(self._statuses.items())},
            "server_errors": sum(n for counts in self._statuses.values() for s, n in counts.items() if s[0] == "5"),
            "faults": {kind: len(faults) for kind, faults in self._faults.items()},
            "first_faults": {kind: faults[:_SHOWN] for kind, faults in self._faults.items()},
        }
