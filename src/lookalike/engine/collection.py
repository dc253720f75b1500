"""A collection of pictures that can be searched by what is in them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from lookalike.classify.verdict import Verdict
from lookalike.collection.paths import named_root
from lookalike.engine.browse.holdings import Holdings
from lookalike.engine.browse.mapping import Atlas, Map
from lookalike.engine.classify.classifiers import CLASSIFIERS, By, LabelClassifier
from lookalike.engine.classify.labels import Labelled
from lookalike.engine.classify.neighborhood import Neighborhood
from lookalike.engine.condition import predicate
from lookalike.engine.duplicates.finding import Finder, candidates
from lookalike.engine.duplicates.grouping import grouped
from lookalike.engine.duplicates.ledger import Found, Ledger
from lookalike.engine.duplicates.values import Group
from lookalike.engine.explain.why import Why, why
from lookalike.engine.feedback.sessions import Choice, unseen
from lookalike.engine.info import Info
from lookalike.engine.location import make_folder, place_of
from lookalike.engine.offline import indexing
from lookalike.engine.offline.indexing import Added
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.offline.proving import prove
from lookalike.engine.online.answering import Sought, answer
from lookalike.engine.online.bare import bare
from lookalike.engine.online.ranking import Example, Page
from lookalike.engine.online.relevance import Judge
from lookalike.engine.online.schemes import Schemes, concept_names, placeless
from lookalike.engine.online.unheard import unheard
from lookalike.engine.represent.describing import Described, Describer, HasPixels, Pointer, measures_of
from lookalike.engine.represent.learning import learnt, learnt_from
from lookalike.engine.represent.trained import represented, restored, settings_of
from lookalike.index.fusion import Fusion
from lookalike.index.store import Store
from lookalike.presets import DEFAULT_PRESET
from lookalike.query.base import Query
from lookalike.query.example import Whole
from lookalike.query.session import Pair, Session
from lookalike.reading import parse, parse_reranking
from lookalike.spec import Representation, Reranking
from lookalike.types import LookalikeError, Progress, Ranking

FORMAT = 2
"""The layout of the tables; another number is another layout."""


class Collection(Holdings):
    """Pictures, how they are represented, and the means to search them.

    Made with :meth:`create` or :meth:`open`. One process at a time may add or
    remove; any number may search, and see what is added as it is stored.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        settings = store.settings()
        if int(settings["format"]) != FORMAT:
            raise LookalikeError(f"{store.uri} was made by another version of Lookalike: index into a new collection.")
        self.representation = restored(parse(settings["representation"].decode()), settings)
        self._ready: tuple[Describer, Archive] | None = None
        self._preparing = threading.Lock()

    @classmethod
    def create(cls, uri: str | Path, representation: str | Representation = DEFAULT_PRESET) -> Self:
        """Make an empty collection in a new or empty folder, or at any URI that Lance takes.

        A collection that holds no image yet is made anew.

        :param representation: a spec, the name of a preset, or a file of ``lookalike train``.
        :raises LookalikeError: images or other files are there already, another process writes there, or the spec is
            wrong.
        """
        chosen = represented(representation) if isinstance(representation, str) else representation.validated()
        measures_of(chosen)
        place = place_of(uri)
        taken = cls.exists(place)
        if taken and len(cls.open(place)):
            raise LookalikeError(f"{place} is a collection already: open it, or name another place.")
        if Store.is_local(place) and not taken:
            make_folder(Path(place))
        store = Store(place)
        texts = {"format": str(FORMAT), "representation": str(chosen)}
        with store.writing():
            store.replace_settings({name: text.encode() for name, text in texts.items()} | settings_of(chosen))
        return cls(store)

    @classmethod
    def open(cls, uri: str | Path) -> Self:
        """Open a collection.

        :raises LookalikeError: there is none.
        """
        place = place_of(uri)
        if not cls.exists(place):
            raise LookalikeError(f"There is no collection at {place}: make one with lookalike index.")
        return cls(Store(place))

    @classmethod
    def exists(cls, uri: str | Path) -> bool:
        return Store.exists(place_of(uri))

    def add(self, paths: str | Path | Iterable[str | Path], *, progress: Progress | None = None) -> Added:
        """Index pictures, and bring what is known of these folders up to date.

        Files that are gone from a named folder are dropped, moved ones follow,
        and unchanged ones cost nothing. What ``progress`` was told of is stored
        for good, whatever happens to the process afterwards.

        :param paths: files and folders; folders with all that is below them.
        :raises LookalikeError: a path does not exist, or another process writes.
        """
        named = [paths] if isinstance(paths, str | Path) else list(paths)
        roots = [named_root(path) for path in named]
        with self._store.writing():
            known = {row["path"]: row for row in self._store.files().to_pylist()}
            made = indexing.plan(roots, known)
            if made.todo and not learnt(self.representation):
                self._learn([found.path for found in made.todo])
            if made.todo:
                self._tools[1].sweep()
            added = indexing.carry_out(made, self._store, self._described, self._keep, progress or _silent)
            if (made.todo or made.gone) and learnt(self.representation):
                self._tools[1].refresh()
        return added

    def prove(self, *, progress: Progress | None = None) -> int:
        """Give the images what geometry can prove by, where the representation has a chain of weight 0 for that.

        It takes several times as long as :meth:`add`, and the collection can be searched meanwhile; "auto" and
        "geometric" find more by it. What ``progress`` was told of is stored, and the next call goes on.

        :return: how many images were given proofs; those that have some, or cannot be read now, are passed over.
        :raises LookalikeError: another process writes.
        """
        if self.representation.proof is None:
            return 0
        with self._store.writing():
            return prove(self._tools[1], Pointer.of(self.representation), progress or _silent)

    def remove(self, targets: str | Path | Iterable[str | Path]) -> int:
        """Forget images by id, file or folder; the files themselves are not touched.

        :return: how many images were dropped.
        :raises LookalikeError: a target is not in the collection.
        """
        named = [targets] if isinstance(targets, str | Path) else list(targets)
        with self._store.writing():
            return indexing.remove(self._store, named)

    def search(
        self,
        wanted: Example | Query | Session | Iterable[Example],
        *,
        unwanted: Example | Iterable[Example] = (),
        k: int = 20,
        offset: int = 0,
        where: str | None = None,
        fusion: Fusion = "sum",
        rerank: str | Reranking | None = None,
        relevant: bool = False,
        parts: Iterable[int] | None = None,
    ) -> Ranking:
        """Find images that look like the wanted examples and unlike the unwanted ones.

        :param wanted, unwanted: one or several of: a file's path, the id of an
            image of the collection, an :class:`Image`, a picture file's bytes, a
            :class:`Region` of one, or :class:`Words`. What is wanted may also be a query that is
            made of others, as :func:`lookalike.parse_query` reads it, or a :class:`Session` of feedback.
        :param k: how many hits, 1 or more.
        :param offset: how many of the best to leave out, for paging.
        :param where: a condition on metadata, as "taken > 2020 and tag = 'dog'".
        :param fusion: how the parts of the representation make one score: "sum",
            "zscore" or "rrf" (:mod:`lookalike.index.fusion`).
        :param rerank: what ranks the first hits anew, as "auto", "geometric(depth=50)" or "aqe() >> diffusion()".
        :param relevant: give only hits that are more likely true matches than not, with their probabilities, as
            far as the scores between the collection's own pictures tell; there may be none.
        :param parts: the places, from 0, of the parts of the representation that compare, for trying them alone; each
            adds as much as ever to the score. None: all of them.
        :raises LookalikeError: no example, one that cannot be read, or a wrong condition; what is relevant is asked
            for, and cannot be told.
        """
        if k < 1 or offset < 0:
            raise LookalikeError(f"A page has at least 1 hit and begins at 0 or later, not {k} hits from {offset}.")
        page = Page(k, offset, predicate(where), parts=self._chosen(parts, relevant))
        sought = Sought.of(wanted.refined() if isinstance(wanted, Session) else wanted, unwanted)
        if not learnt(self.representation):
            return Ranking(())
        describer, archive = self._tools
        reranking = parse_reranking(rerank) if isinstance(rerank, str) else rerank
        return answer(archive, describer, sought, page, fusion, reranking, self._judge if relevant else None)

    def remarks(self, query: Query) -> list[str]:
        """What people should know of how a query is answered, as sentences.

        Told of are words that nothing can be found by, files that show one plain colour, and places that are not kept.
        """
        if not learnt(self.representation):
            return []
        describer, archive = self._tools
        descriptors = [part.descriptor for part in self.representation.parts]
        return [*unheard(query, archive.texts, describer), *bare(query), *placeless(query, descriptors)]

    def explain(
        self,
        wanted: Example | Query,
        id: str,
        *,
        where: str | None = None,
        points: bool = True,
        relevant: bool = False,
        read: Callable[[str], bytes] | None = None,
    ) -> Why:
        """Why an image of the collection answers: what each part of the query finds in it, and where.

        :param wanted: as :meth:`search` takes it, but a single example or a query.
        :param where: a condition on metadata that answers meet.
        :param points: look for local features that agree on where an example is, which takes longest.
        :param relevant: tell how likely the image is a true match, where that can be told.
        :param read: gives the picture file of an image by its id; None: from where it lies.
        :raises LookalikeError: there is no such image, it does not meet the condition, or an example cannot be read or
            looked for.
        """
        if where is not None and id in self.records([id]) and id not in self._store.ids(predicate(where)):
            raise LookalikeError(f"{self[id].path} is no answer: it does not meet the condition {where}.")
        query = wanted if isinstance(wanted, Query) else Whole(wanted)
        describer, archive = self._tools
        return why(archive, describer, query, id, points=points, judge=self._judge if relevant else None, read=read)

    def unseen(
        self, session: Session, *, k: int = 10, where: str | None = None, choose: Choice = "relevant"
    ) -> Ranking:
        """What to show next in a session: images that have not been judged in it.

        :param where: a condition on metadata.
        :param choose: "relevant", the best ones; "informative", those of which least is known, which teach most.
        :raises LookalikeError: as :meth:`search` does.
        """
        if k < 1:
            raise LookalikeError(f"A page has at least 1 hit, not {k}.")
        page = Page(k, 0, predicate(where))
        return unseen(*self._tools[::-1], session, page, choose) if learnt(self.representation) else Ranking(())

    def pairs(self, session: Session) -> list[Pair]:
        """What fine-tuning learns from a session: pairs of files, as far as they are known."""
        paths = {record.id: record.path for record in self._store.records(list(session.named))}
        return [
            Pair(paths.get(pair.query, pair.query), paths.get(pair.picture, pair.picture), pair.liked)
            for pair in session.pairs()
        ]

    def classifier(self, by: By = "neighbors", labels: Sequence[str] = ()) -> LabelClassifier:
        """Tells the labels of pictures, which are the names of the innermost folders of the collection's.

        :param by: "neighbors", a weighted vote of the nearest pictures; "probe", a linear probe on the vectors.
        :param labels: the only folders that are labels, if any are named.
        :raises LookalikeError: there are fewer than two labels, or no picture has a named one.
        """
        labelled = Labelled.of(self._store, labels)
        describer, archive = self._tools
        return CLASSIFIERS[by](Neighborhood(archive, describer, labelled))

    def classify(self, picture: Example, *, by: By = "neighbors", labels: Sequence[str] = ()) -> Verdict:
        """What a picture is, by the labels of the collection: :meth:`classifier`, which several share, for one."""
        return self.classifier(by, labels).classify(picture)

    def duplicates(self, *, where: str | None = None, progress: Progress | None = None) -> list[Group]:
        """Groups of pictures that were made of each other, with the evidence, and the file of each that is to be kept.

        Nothing is deleted. Found are copies, other sizes and compressions, changes of colour, crops, borders, mirror
        images and what is laid over a part of a picture, among the pictures that the representation finds near.

        :param where: a condition on metadata, as "year = 2020".
        :param progress: is told of the pairs that were looked at.
        :return: the largest groups first.
        :raises LookalikeError: a wrong condition.

        Source: the project's own. Pairs are proven by local correlation (after Wang et al., IEEE TIP 13(4), 2004)
        where a transform lays one picture over the other: that of the whole pictures, or one on which local features
        agree (Philbin et al., CVPR 2007). That their parts then lie exactly in place (Lucas and Kanade, IJCAI 1981)
        tells them from two photographs of one thing, of which parallax moves the parts. Photographs from one place,
        with other light, focus or zoom alone, are taken for edits.
        """
        condition = predicate(where)
        if not learnt(self.representation):
            return []
        version, archive = self.version, self._tools[1]
        records = {record.id: record for record in self._store.records(condition and self._store.ids(condition))}
        proven = Finder(archive).found(candidates(archive, sorted(records)), progress or _silent)
        if condition is None:
            self._ledger.keep(proven, version)
        return grouped(records, proven)

    def known_duplicates(self) -> Found | None:
        """What :meth:`duplicates` found last in the whole collection, by any process; None before the first time.

        It is kept beside the collection, and pictures that are gone since are left out.
        """
        return self._ledger.kept() if learnt(self.representation) else None

    def map(self, *, progress: Progress | None = None) -> Map:
        """A point on a plane for each picture, where pictures that the representation finds alike lie near each other.

        It is kept beside the collection until that changes; pictures that were on the map before begin where they lay.
        Of 1,000 photographs of ten kinds (Corel-1K, preset deep) trustworthiness at 10 is 0.978, and of the 10 points
        nearest to a point 96.8 % are of its kind: ``python -m lookalike.bench.mapping FOLDER`` measures both.

        :param progress: is told of pictures, each counted twice: when its neighbours are known, and when it is placed.
        :raises LookalikeError: there is no picture, or they compare by visual words alone.

        Source: McInnes, Healy & Melville, UMAP, 2018, on the collection's own graph of neighbours.

        Deviations: points are moved half way to an even spread, which costs 0.005 of trustworthiness and leaves less
        of the plane empty.
        """
        return self.atlas.made(progress or _silent)

    @cached_property
    def atlas(self) -> Atlas:
        """What makes the map and keeps it.

        :raises LookalikeError: nothing has been indexed.
        """
        if not learnt(self.representation):
            raise LookalikeError("There is nothing to map yet: index some pictures first.")
        return Atlas(self._tools[1], self.representation.key)

    def info(self) -> Info:
        """Figures about the collection."""
        archive = self._tools[1] if len(self) and learnt(self.representation) else None
        return Info.of(self._store, self.representation, archive)

    @property
    def schemes(self) -> Schemes:
        """Which kinds of query the representation understands."""
        return Schemes.of(part.descriptor for part in self.representation.parts)

    @property
    def concepts(self) -> Sequence[str]:
        """Names of things that can be asked for at places, for people to choose from; other words are understood too.

        There are none where the representation knows no places of concepts.
        """
        return concept_names(part.descriptor for part in self.representation.parts)

    def _chosen(self, parts: Iterable[int] | None, relevant: bool) -> frozenset[int] | None:
        if parts is None:
            return None
        chosen, count = frozenset(parts), len(self.representation.parts)
        if not chosen or not chosen <= frozenset(range(count)):
            raise LookalikeError(f"The parts of {self.representation} are 0 to {count - 1}: choose some of these.")
        if relevant:
            raise LookalikeError("What is relevant can be told by all parts together only: leave out parts.")
        return chosen

    @property
    def _tools(self) -> tuple[Describer, Archive]:
        with self._preparing:
            if self._ready is None:
                describer = Describer(self.representation)
                self._ready = describer, Archive(self._store, self.representation, describer.space())
            return self._ready

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._tools[1], self.representation.key)

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self._tools[1])

    def _described(self, pictures: Sequence[HasPixels]) -> list[Described]:
        return self._tools[0].described_together(pictures)

    def _keep(self, images: Sequence[Mapping[str, Any]], said: Sequence[Described]) -> None:
        self._tools[1].keep(images, said)

    def _learn(self, paths: list[Path]) -> None:
        """Teach the encoders by the pictures of the first run, and keep what they learnt."""
        taught = learnt_from(self.representation, paths)
        self._store.put({"learnt_from": str(taught.pictures).encode()} | settings_of(taught.representation))
        self.representation, self._ready = taught.representation, None


def _silent(done: int, total: int) -> None:
    pass
