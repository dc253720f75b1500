"""What to show next in a session of feedback."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np

from lookalike.engine.feedback.refining import Pupil
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.answering import Sought, answer
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.online.ranking import Examiner, Page
from lookalike.engine.represent.describing import Describer
from lookalike.index.search import best
from lookalike.query.feedback import Feedback
from lookalike.query.session import Session
from lookalike.types import Hit, LookalikeError, Ranking

Choice: TypeAlias = Literal["relevant", "informative"]
CHOICES: tuple[str, ...] = get_args(Choice)


def unseen(archive: Archive, describer: Describer, session: Session, page: Page, choose: Choice) -> Ranking:
    """The first of what has not been judged: the best, or what is nearest to the boundary of what is liked.

    Source: Tong & Chang, Support vector machine active learning for image retrieval, ACM Multimedia 2001.

    :raises LookalikeError: nothing was looked for, an example cannot be read, described or looked for, or there is no
        such choice.
    """
    if choose not in CHOICES:
        raise LookalikeError(f"What to show next is one of {', '.join(CHOICES)}, not {choose!r}.")
    query, judged = session.refined(), session.judged
    first = page._replace(k=page.k + len(judged))
    learnt = next((leaf for leaf in query.leaves() if isinstance(leaf, Feedback)), None)
    if choose == "informative" and learnt is not None:
        ranking = _doubtful(archive, describer, learnt, first)
    else:
        ranking = answer(archive, describer, Sought.of(query, ()), first, "sum", None)
    return Ranking(tuple(hit for hit in ranking if hit.id not in judged)[: page.k], ranking.total)


def _doubtful(archive: Archive, describer: Describer, feedback: Feedback, page: Page) -> Ranking:
    pupil = Pupil(archive, Examiner(archive, describer, Pictures()), feedback)
    found = archive.searcher.candidates(pupil.row, pupil.ballots, page.k, page.where, exact=False)
    if not len(found.ids):
        return Ranking((), found.total)
    scores = -np.abs(pupil.scores(found) - np.float32(pupil.boundary))
    places = best(scores, found.ids, page.k)
    name = str(feedback)
    hits = (Hit(found.ids[int(i)].as_py(), float(scores[i]), {name: float(scores[i])}) for i in places)
    return Ranking(tuple(hits), found.total)
