"""Does the record still hold? The whole of it for `haven doctor`, a page of it for its readers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from haven.core.audit import heads
from haven.core.audit.chain import canonical, digest_of, link
from haven.core.audit.models import Entry, Head, Payload


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the record does not hold: `code` for programs, `seq` for people."""

    code: str  # gap, changed, payload, head, tail
    seq: int


def breaks() -> Iterator[Break]:
    """Every place where the chain, a payload, the head or a head kept elsewhere disagrees."""
    marks: dict[int, str] = {}
    kept = heads.kept()
    wanted = {seq for seq, _ in kept}
    previous, expected = "", 1
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected or entry.previous != previous:
            yield Break("gap", entry.seq)
        if _mark(entry) != entry.hash:
            yield Break("changed", entry.seq)
        if entry.seq in wanted:
            marks[entry.seq] = entry.hash
        previous, expected = entry.hash, entry.seq + 1
    yield from _payload_breaks()
    head = Head.objects.get(pk=1)
    if (head.seq, head.hash) != (expected - 1, previous):
        yield Break("head", head.seq)
    # Every line counts: a record that has grown past a cut still disagrees with the lines before it.
    yield from (Break("tail", seq) for seq, mark in kept if marks.get(seq) != mark)


def _mark(entry: Entry) -> str:
    """The hash that the entry's own values give."""
    return link(
        entry.previous,
        entry.seq,
        entry.at,
        entry.actor_id,
        entry.verb,
        entry.kind,
        entry.subject_id,
        entry.is_read,
        entry.digest,
    )


def _payload_breaks() -> Iterator[Break]:
    for payload in Payload.objects.select_related("entry").order_by("pk").iterator(chunk_size=2000):
        if digest_of(payload.salt, canonical(payload.data)) != payload.entry.digest:
            yield Break("payload", payload.entry_id)


def breaks_among(entries: Sequence[Entry]) -> list[Break]:
    """Where these entries disagree with themselves, the entry before each, or their payloads. Two queries.

    An erased payload is no break.
    """
    before = {entry.seq - 1 for entry in entries}
    marks = dict(Entry.objects.filter(seq__in=before).values_list("seq", "hash"))
    payloads = Payload.objects.in_bulk([entry.pk for entry in entries])
    return [Break(code, entry.seq) for entry in entries for code in _wrong_with(entry, marks, payloads)]


def _wrong_with(entry: Entry, marks: dict[int, str], payloads: dict[int, Payload]) -> Iterator[str]:
    if entry.previous != (marks.get(entry.seq - 1) if entry.seq > 1 else ""):
        yield "gap"
    if _mark(entry) != entry.hash:
        yield "changed"
    payload = payloads.get(entry.pk)
    if payload is not None and digest_of(payload.salt, canonical(payload.data)) != entry.digest:
        yield "payload"


def end_holds() -> bool:
    """Whether the head points at the last entry, and the last head kept elsewhere is in the record."""
    head = Head.objects.get(pk=1)
    last = Entry.objects.order_by("-seq").first()
    if (head.seq, head.hash) != ((last.seq, last.hash) if last else (0, "")):
        return False
    kept = heads.last_kept()
    return kept is None or Entry.objects.filter(seq=kept[0], hash=kept[1]).exists()
