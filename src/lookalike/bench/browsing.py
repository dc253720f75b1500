"""How quick the web app is: ``python -m lookalike.bench.browsing COLLECTION``, with the extra ``web-test``.

In headless Chromium: milliseconds from Enter to the first hits on the screen, thumbnails and all, for words and for the
id of a picture; from the drop of a photo of 12 megapixels; frames a second while all is scrolled through; and the
bytes of the first load beside thumbnails.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from lookalike.bench.harness.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--headless=new", "--disable-dev-shm-usage"]
WORDS = ("dog", "beach", "flower", "horse", "mountain", "bus", "elephant", "food", "building", "dinosaur")
SCROLLED_S, SCROLLED_PX = 10, 2400
"""Seconds of scrolling, and pixels a second."""
_REST_MS = 1500
"""Between two searches, for what is still asked of the last one."""

_PAINTED = """() => {
  window.painted = (act) => new Promise((done) => {
    const grid = document.querySelector("#grid");
    const began = performance.now();
    const box = (node) => node.getBoundingClientRect();
    const seen = (node) => box(node).bottom > 0 && box(node).top < innerHeight;
    new MutationObserver((_, observer) => {
      if (!grid.querySelector(".tile")) return;
      observer.disconnect();
      const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
      const look = () => {
        const images = [...grid.querySelectorAll(".tile img")].filter(seen);
        if (!images.every((image) => image.complete)) requestAnimationFrame(look);
        else Promise.allSettled(images.map((image) => image.decode())).then(painted);
      };
      look();
    }).observe(grid, {childList: true});
    act();
  });
}"""
_ENTER = """(text) => painted(() => {
  document.querySelector("#words").value = text;
  document.querySelector("#search").requestSubmit();
})"""
_DROP = """(content) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "photo.jpg", {type: "image/jpeg"}));
  return painted(() => document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, dataTransfer: data})));
}"""
_SCROLL = """([seconds, speed]) => new Promise((done) => {
  const frames = []; let last; const began = performance.now();
  const step = (now) => {
    if (last) { frames.push(now - last); scrollBy({top: speed * (now - last) / 1000, behavior: "instant"}); }
    last = now;
    if (now < began + 1000 * seconds) requestAnimationFrame(step); else done(frames);
  };
  requestAnimationFrame(step);
})"""


def executable() -> str | None:
    """Where Chromium is: what the variable CHROMIUM names, or one of the usual names; None if it is not there."""
    return next(filter(None, map(shutil.which, filter(None, (os.environ.get("CHROMIUM"), *NAMES)))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: that of the machine, or else Playwright's own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable() or driver.chromium.executable_path, args=FLAGS)
        yield browser
        browser.close()


def photo(seed: int) -> str:
    """A picture of 4,000 x 3,000 pixels that is as hard to decode as a photograph, as a JPEG file in base64."""
    noise = np.random.default_rng(seed)
    coarse = Image.fromarray(noise.integers(0, 256, (30, 40, 3), dtype=np.uint8)).resize((4000, 3000))
    pixels = np.asarray(coarse, np.int16) + noise.integers(-12, 13, (3000, 4000, 1), dtype=np.int16)
    file = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=85)
    return base64.b64encode(file.getvalue()).decode()


def measure(address: str, times: int) -> dict[str, Any]:
    """The figures of the app at an address."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        loaded = _loaded(page, address)
        about = page.request.get(f"{address}v1/collections").json()[0]
        images = page.request.get(f"{address}v1/collections/{about['name']}/images?limit={times}").json()["images"]
        page.evaluate(_PAINTED)
        told: dict[str, Any] = {"pictures": about["images"], "first load, bytes": loaded}
        if about["schemes"]["seen"]:
            told["words, ms"] = _figures(page, _ENTER, [WORDS[turn % len(WORDS)] for turn in range(times)])
        told["id, ms"] = _figures(page, _ENTER, [f'image("{image["id"]}")' for image in images])
        told["dropped photo, ms"] = _figures(page, _DROP, map(photo, range(times)))
        page.goto(address)
        page.wait_for_selector(".tile img")
        frames = np.array(page.evaluate(_SCROLL, [SCROLLED_S, SCROLLED_PX]))
        slow = float(np.percentile(frames, 95))
        return told | {"frames a second": 1000 / float(np.median(frames)), "slowest 5 % of frames, ms": slow}


def _loaded(page: Page, address: str) -> int:
    responses: list[Any] = []
    page.on("response", lambda response: None if "/v1/" in response.url else responses.append(response))
    page.goto(address)
    page.wait_for_selector(".tile img")
    page.wait_for_load_state("networkidle")
    return sum(len(response.body()) for response in responses if response.ok)


def _figures(page: Page, script: str, values: Iterable[str]) -> dict[str, float]:
    """The first is told apart: it waits for what is loaded once."""
    spent = []
    for value in values:
        page.evaluate("document.querySelector('#clear').click()")
        page.wait_for_timeout(_REST_MS)
        spent.append(page.evaluate(script, value))
    p50, p95 = np.percentile(spent[1:] or spent, [50, 95])
    return {"first": round(spent[0]), "p50": round(float(p50)), "p95": round(float(p95))}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.browsing", description=__doc__)
    parser.add_argument("collection", type=Path, help="as python -m lookalike.bench.simulated makes one")
    parser.add_argument("--times", type=int, default=10, help="searches of each kind")
    options = parser.parse_args(arguments)
    with Served([options.collection]) as server:
        print(json.dumps(measure(f"http://{server.host}:{server.port}/", options.times), indent=2))


if __name__ == "__main__":
    main()
