"""Blocks put together while a document is read, and no more of them than there is room for."""

from collections.abc import Iterable, Iterator

from haven.core.documents.blocks import Block, Kind
from haven.core.documents.cleaning import clean, clean_lines

MOST_CHARACTERS = 5_000_000
MOST_BLOCKS = 200_000
MOST_CELLS = 500_000
_DEEPEST_TABLE = 20
_BETWEEN_CELLS = " | "
_LINED = (Kind.code, Kind.table)  # kinds that keep their lines
_FLOWS_IN_A_CELL = 4  # blocks; more of them are a page that was laid out in cells


class Full(Exception):
    """There is no room for more text; what was put in so far is kept."""


class Table:
    """Rows of cells of blocks, and a caption above them."""

    def __init__(self) -> None:
        self.above: list[Block] = []
        self.rows: list[list[list[Block]]] = []

    def row(self) -> None:
        self.rows.append([])

    def cell(self) -> None:
        if not self.rows:
            self.row()
        self.rows[-1].append([])

    def put(self, block: Block) -> None:
        if block.kind is Kind.caption and not self.rows:
            self.above.append(block)
            return
        if not self.rows or not self.rows[-1]:
            self.cell()
        self.rows[-1][-1].append(block)

    def blocks(self) -> list[Block]:
        """One block with a line per row; or the blocks in the cells, where cells only lay out a page."""
        cells = [cell for row in self.rows for cell in row]
        if max(map(len, self.rows), default=0) <= 1 or any(map(_flows, cells)):
            return self.above + [block for cell in cells for block in cell]
        rows = [_BETWEEN_CELLS.join(_flat(cell) for cell in row) for row in self.rows if any(row)]
        return [*self.above, Block(Kind.table, "\n".join(rows))] if rows else self.above


def _flows(cell: list[Block]) -> bool:
    return len(cell) >= _FLOWS_IN_A_CELL or any(block.kind in (Kind.heading, Kind.table) for block in cell)


def _flat(cell: Iterable[Block]) -> str:
    return " ".join(block.text.replace("\n", " ") for block in cell)


class Builder:
    """Takes blocks in the order of the document. Notes are kept for its end. Raises Full."""

    def __init__(self) -> None:
        self._tables: list[Table] = []
        self._flows: list[list[Block]] = [[]]
        self._tables_of_flows: list[list[Table]] = []
        self._notes: list[Block] = []
        self._beyond = 0  # tables within tables that are too deep to be told apart
        self.characters = self._count = self._cells = 0

    def add(self, kind: Kind, text: str, level: int = 0) -> None:
        """Put in a block, cleaned; one without text is none."""
        text = clean_lines(text) if kind in _LINED else clean(text)
        room = MOST_CHARACTERS - self.characters
        if text:
            self._put(Block(kind, text[:room].rstrip(), level))
        if len(text) > room or self._count > MOST_BLOCKS:
            raise Full

    def _put(self, block: Block) -> None:
        if not block.text:
            return
        self.characters += len(block.text)
        self._count += 1
        self._place(block)

    def _place(self, block: Block) -> None:
        if self._tables:
            self._tables[-1].put(block)
        else:
            self._flows[-1].append(block)

    # ------------------------------------------------------------ tables

    def open_table(self) -> None:
        if len(self._tables) < _DEEPEST_TABLE:
            self._tables.append(Table())
        else:
            self._beyond += 1

    def open_row(self) -> None:
        if self._tables:
            self._tables[-1].row()
            self._count_cell()

    def open_cell(self) -> None:
        if self._tables:
            self._tables[-1].cell()
            self._count_cell()

    def _count_cell(self) -> None:
        """Cells take room even where they are empty."""
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise Full

    def drop_row(self) -> None:
        """Take back the row that was put in last."""
        if self._tables and self._tables[-1].rows:
            self._tables[-1].rows.pop()

    def close_table(self) -> None:
        if self._beyond:
            self._beyond -= 1
        elif self._tables:
            self.place(self._tables.pop().blocks())

    # ------------------------------------------------------------ what stands beside the text

    def open_aside(self) -> None:
        """What comes now stands beside the text: in a box, or at the foot of the page."""
        self._flows.append([])
        self._tables_of_flows.append(self._tables)
        self._tables = []

    def close_aside(self) -> list[Block]:
        """The blocks since `open_aside`; they are counted, and want a place."""
        while self._tables:
            self.close_table()
        self._tables = self._tables_of_flows.pop()
        return self._flows.pop()

    def place(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._place(block)

    def keep_notes(self, blocks: Iterable[Block]) -> None:
        """Put these at the end of the document, as notes."""
        self._notes.extend(
            block if block.kind in _LINED else Block(Kind.note, block.text, 0) for block in blocks
        )

    # ------------------------------------------------------------ the end

    def blocks(self) -> Iterator[Block]:
        """All that was put in; what was begun is closed."""
        while len(self._flows) > 1:
            self.place(self.close_aside())
        while self._tables:
            self.close_table()
        yield from self._flows[0]
        yield from self._notes
