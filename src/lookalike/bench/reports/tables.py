"""Tables of figures, for people and in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Table(NamedTuple):
    """Rows of cells under columns, of which the first names what the row is of."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """The table without its title."""
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        named = [["`" + name.replace("|", r"\|") + "`", *cells] for name, *cells in self.rows]
        # An asterisk would begin what is set in italics.
        return "\n".join(f"| {' | '.join(row)} |".replace("*", r"\*") for row in [self.columns, rule, *named])
