"""A served collection of small pictures, and Chromium to look at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from skimage import data

from lookalike.bench.browsing import chromium, executable
from lookalike.bench.harness.served import Served
from lookalike.engine.collection import Collection
from tests.pictures import encoded, exif, scene

SEEN = {"animals/cat": data.chelsea, "things/coffee": data.coffee, "people/astronaut": data.astronaut,
        "things/rocket": data.rocket, "things/motorcycle": lambda: data.stereo_motorcycle()[0]}  # fmt: skip


def pytest_addoption(parser):
    parser.addoption("--tour", metavar="FOLDER", help="where to put the pictures of the guided tour")


@pytest.fixture(scope="session")
def browser():
    """Chromium; without it, or without Playwright to drive it, the tests are skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test-web")
    if executable() is None:
        with playwright.sync_playwright() as driver:
            if not Path(driver.chromium.executable_path).exists():
                pytest.skip("There is no Chromium: apt install chromium, or name one by the variable CHROMIUM.")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def pictures(tmp_path_factory) -> Path:
    """A folder of some photographs, of blobs taken in two years by two cameras, and of one landscape in two colours."""
    folder = tmp_path_factory.mktemp("pictures")
    files = {f"{name}.jpg": encoded(_small(pixels())) for name, pixels in SEEN.items()}
    for seed in range(30):
        year, model = (2021, "Alpha") if seed % 3 else (2023, "Beta")
        made = exif(DateTimeOriginal=f"{year}:05:{seed % 28 + 1:02d} 10:00:00", Model=model)
        files[f"blobs/blob {seed:02d}.jpg"] = encoded(scene(seed, 160, 120 if seed % 4 else 220), exif=made)
    files["places/meadow.jpg"] = encoded(meadow())
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def meadow() -> Image.Image:
    """Blue above and green below."""
    picture = Image.new("RGB", (200, 150), (70, 130, 220))
    ImageDraw.Draw(picture).rectangle((0, 75, 200, 150), fill=(60, 150, 60))
    return picture


def _small(pixels) -> Image.Image:
    picture = Image.fromarray(pixels)
    picture.thumbnail((360, 360))
    return picture


@pytest.fixture(scope="session")
def address(pictures, tmp_path_factory):
    """The app, served as people serve it."""
    folder = tmp_path_factory.mktemp("served") / "holidays.lance"
    Collection.create(folder, "everything").add(pictures)
    with Served([folder]) as server:
        yield f"http://{server.host}:{server.port}/"


@pytest.fixture
def opened(browser, address):
    """Opens the app in a window of its own: ``opened("?q=cat", width=390)``.

    What goes wrong in a page, or reaches for another host, fails the test; ``opened.trouble`` is what did so
    far, and ``loaded`` takes all responses.
    """
    contexts, trouble = [], []

    def open_page(query="", *, width=1280, height=800, dark=False, phone=False, hints=True, loaded=None):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            is_mobile=phone,
            has_touch=phone,
            base_url=address,
        )
        contexts.append(context)
        if not hints:
            context.add_init_script("localStorage.setItem('lookalike.hints', 'away')")
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: said.type == "error" and trouble.append(f"{said.text} {said.location['url']}"))
        page.on("request", lambda asked: asked.url.startswith((address, "blob:")) or trouble.append(asked.url))
        page.on("response", lambda response: loaded is None or loaded.append(response))
        page.goto(query or "/")
        page.wait_for_selector(".tile img, .empty")
        return page

    open_page.trouble = trouble
    yield open_page
    for context in contexts:
        context.close()
    assert not trouble
