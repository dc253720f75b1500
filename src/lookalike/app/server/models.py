"""What the API answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

Fraction = tuple[float, float, float, float]
"""Left, top, width and height, as fractions of a picture."""


class Count(BaseModel):
    """A name, and how many pictures have it."""

    name: str
    count: int


class Part(BaseModel):
    """One part of a representation."""

    chain: str = Field(description="Its text.")
    weight: float = Field(description="Its share of the score; all sum to 1.")
    dimension: int
    measure: str


class Schemes(BaseModel):
    """Which kinds of query a collection understands."""

    words: bool = Field(description="Names of files and folders, captions, keywords, dates and cameras: always.")
    seen: bool = Field(description="Words are looked for in what the pictures show, too.")
    image: bool = Field(description="Pictures, and parts of them: always.")
    color: bool = Field(description="Colours, at places where these are kept; notes of an answer say where not.")
    sketch: bool
    concept: bool = Field(description="Things at places, likewise.")


class Span(BaseModel):
    """From when to when."""

    first: datetime
    last: datetime


class Collection(BaseModel):
    """A collection of pictures."""

    name: str
    images: int
    skipped: int = Field(description="Files that were passed over.")
    representation: str = Field(description="The name of a preset, or an expression.")
    parts: list[Part]
    index: str = Field(description="How it is searched, as a phrase.")
    schemes: Schemes
    writable: bool
    tags: list[Count] = Field(description="The 200 most frequent ones.")
    cameras: list[Count] = Field(description="The 200 most frequent ones.")
    taken: Span | None


class Picture(BaseModel):
    """A picture of a collection."""

    id: str = Field(description="The hash of the file's content, 32 hexadecimal digits.")
    name: str = Field(description="The file's name.")
    width: int
    height: int
    format: str
    bytes: int
    tags: list[str]
    taken: datetime | None
    camera: str | None
    copies: int = Field(description="Further files of the same content.")
    latitude: float | None = Field(default=None, description="Degrees, told only if places are asked for.")
    longitude: float | None = None
    thumbnail: str | None = Field(default=None, description="The small picture as a data URL, if it was asked for.")


class Pictures(BaseModel):
    """Some pictures of a collection."""

    total: int
    images: list[Picture]


class Share(BaseModel):
    """What a part adds to a score."""

    part: str
    share: float


class Match(BaseModel):
    """What geometry found of an example in a picture."""

    inliers: int = Field(description="How many local features belong together.")
    transform: list[list[float]] = Field(description="3 x 3, from pixels of the example to pixels of the picture.")
    outline: list[tuple[float, float]] = Field(description="Corners of the example, as fractions of the picture.")


class Hit(BaseModel):
    """A picture of an answer."""

    picture: Picture
    score: float = Field(description="By the query; with rerank, hits come in another order than that of their scores.")
    before: int | None = Field(default=None, description="With rerank, its place by the scores, from 1.")
    why: list[Share] = Field(description="What each part of the query or of the representation adds to the score.")
    probability: float | None = Field(description="That the picture is a match, if only what is relevant is asked for.")
    box: Fraction | None = Field(description="Where the part lies that was looked for.")
    match: Match | None


class Answer(BaseModel):
    """A page of the pictures that answer a query best."""

    query: str = Field(description="The query as it was understood.")
    total: int = Field(description="How many pictures were ranked.")
    offset: int
    hits: list[Hit]
    took_ms: float
    relevant_count: int | None = Field(description="How many pictures match, if only what is relevant is asked for.")
    notes: list[str] = Field(description="What people should know of the answer, as sentences.")


class Painted(BaseModel):
    """A colour at a place."""

    at: str | Fraction
    color: str


class Term(BaseModel):
    """A part of a query; what it has depends on its kind."""

    weight: float = Field(description="Less than 0 for what is unwanted.")
    kind: Literal["words", "image", "sketch", "color", "concept", "feedback", "group"]
    text: str = Field(description="The part as a query of its own; of words, the words themselves.")
    id: str | None = Field(default=None, description="An image of the collection.")
    upload: str | None = Field(default=None, description="An uploaded picture.")
    box: Fraction | None = None
    corners: list[tuple[float, float]] | None = None
    places: list[Painted] | None = None
    name: str | None = Field(default=None, description="Of a concept.")
    at: str | Fraction | None = Field(default=None, description="Where a concept is.")
    liked: list[str] | None = None
    disliked: list[str] | None = None


class Query(BaseModel):
    """A query as it was understood."""

    query: str
    where: str | None
    terms: list[Term]


class Concepts(BaseModel):
    """Names to choose from."""

    names: list[str] = Field(description="What is asked for most often first.")


class Upload(BaseModel):
    """An uploaded picture, which queries name as upload:<its name here>."""

    upload: str = Field(description="The hash of the content, 32 hexadecimal digits.")
    width: int
    height: int


class Job(BaseModel):
    """Work that takes long."""

    id: str
    kind: str
    collection: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    done: int = Field(description="Of total: pictures or pairs of pictures.")
    total: int
    rate: float | None = Field(description="What is done in a second.")
    detail: str | None = Field(description="Why it failed.")


class Added(BaseModel):
    """A picture that was taken in."""

    id: str
    job: Job | None = Field(description="What indexes it; nothing if it is there already.")


class Pair(BaseModel):
    """Two pictures of which one was made of the other, or both of a third, and how that is known."""

    one: str
    other: str
    kinds: list[Literal["copy", "near", "edited", "cropped", "bordered", "flipped", "turned"]]
    similarity: float
    agreement: float = Field(description="The share of what is to be seen where both lie that is the same in both.")
    exact: float | None = Field(description="The share of it that lies exactly in place, where that can be told.")
    inliers: int | None
    outline: list[tuple[float, float]] = Field(description="Where the other lies in the one, as fractions of it.")


class Group(BaseModel):
    """Pictures that show the same."""

    keep: str = Field(description="The id of the one to keep.")
    reason: str
    images: list[str]
    pairs: list[Pair]


class Groups(BaseModel):
    """Groups of duplicates."""

    job: Job | None = Field(description="What found them; nothing if this server has not looked.")
    current: bool = Field(description="They were looked for, and no picture has come or gone since.")
    groups: list[list[str]] = Field(description="Ids, the one to keep first.")
    evidence: list[Group]


class Health(BaseModel):
    """That the server is up."""

    status: Literal["ok"]
    version: str
