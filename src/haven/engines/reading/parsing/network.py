"""The parser's forward pass: from words to tags, heads and relations, many sentences at once.

A small convolutional network trained on the Dutch treebanks of Universal Dependencies, Alpino and LassySmall
(CC BY-SA 4.0), by `tools/reading/train_parser.py`. docs/methods/reading.md has its accuracy.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

DILATIONS = (1, 1, 2, 4)
GAP = max(DILATIONS)  # empty rows between sentences, so that none sees its neighbour
MOST_TOKENS = 120  # of a sentence; what is longer is cut into pieces before it comes here
FARTHEST = 32  # distances beyond it count as this


@dataclass(frozen=True, slots=True)
class Weights:
    pieces: dict[str, int]
    tags: tuple[str, ...]
    relations: tuple[str, ...]
    embedding: Floats
    first: Floats
    layers: tuple[tuple[Floats, Floats], ...]  # (3 × width, width) and bias, for each
    tag: tuple[Floats, Floats]
    dependent: tuple[Floats, Floats]
    head: tuple[Floats, Floats]
    root: Floats
    distance: Floats
    relation_dependent: tuple[Floats, Floats]
    relation_head: tuple[Floats, Floats]
    relation: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Parsed:
    """Of all tokens of all sentences, one after the other: index of the tag, place of the head in its own
    sentence (-1 for the root), index of the relation."""

    tags: Ints
    heads: Ints
    relations: Ints


@cache
def weights() -> Weights:
    packed = files(__package__).joinpath("weights.npz").read_bytes()
    with np.load(io.BytesIO(packed)) as stored:
        return unpack({name: stored[name] for name in stored.files})


def unpack(stored: dict[str, NDArray[np.generic]]) -> Weights:
    def floats(name: str) -> Floats:
        return np.ascontiguousarray(stored[name], dtype=np.float32)

    def linear(name: str) -> tuple[Floats, Floats]:
        return np.ascontiguousarray(floats(f"{name}.weight").T), floats(f"{name}.bias")

    names = stored["pieces"].tobytes().decode().split("\n")
    return Weights(
        pieces={name: row for row, name in enumerate(names)},
        tags=tuple(str(tag) for tag in stored["tags"]),
        relations=tuple(str(relation) for relation in stored["relations"]),
        embedding=floats("embedding") * floats("scale")[:, None],
        first=floats("first"),
        layers=tuple(
            _convolution(floats(f"layers.{n}.weight"), floats(f"layers.{n}.bias")) for n in range(4)
        ),
        tag=linear("tag"),
        dependent=linear("dependent"),
        head=linear("head"),
        root=floats("root"),
        distance=floats("distance"),
        relation_dependent=linear("relation_dependent"),
        relation_head=linear("relation_head"),
        relation=linear("relation"),
    )


def _convolution(kernel: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """From (out, in, 3) to one matrix for the word before, the word and the word after."""
    return np.ascontiguousarray(kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0])), bias


def parse(vectors: Floats, lengths: Sequence[int]) -> Parsed:
    """`vectors` (tokens × width) are the words' added pieces; `lengths` count the sentences' tokens."""
    of = weights()
    starts = np.cumsum([0, *lengths[:-1]])
    hidden = _encode(of, vectors, np.asarray(lengths), starts)
    tags = np.argmax(hidden @ of.tag[0] + of.tag[1], axis=1)
    heads = _heads(of, hidden, lengths, starts)
    at = np.where(heads < 0, np.arange(len(heads)), heads + np.repeat(starts, lengths))
    seen = hidden @ of.relation_dependent[0] + of.relation_dependent[1]
    seen += (hidden @ of.relation_head[0] + of.relation_head[1])[at]
    relations = np.argmax(np.maximum(seen, 0) @ of.relation[0] + of.relation[1], axis=1)
    return Parsed(tags, heads, relations)


def _encode(of: Weights, vectors: Floats, lengths: Ints, starts: Ints) -> Floats:
    count = len(vectors)
    place = np.arange(count) + np.repeat(np.arange(1, len(lengths) + 1) * GAP, lengths)
    hidden = np.zeros((count + (len(lengths) + 1) * GAP, vectors.shape[1]), dtype=np.float32)
    hidden[place] = vectors
    hidden[place[starts]] += of.first
    width = vectors.shape[1]
    inner = slice(GAP, len(hidden) - GAP)
    is_word = np.zeros((len(hidden), 1), dtype=np.float32)
    is_word[place] = 1
    for (kernel, bias), dilation in zip(of.layers, DILATIONS, strict=True):
        # Three products with slices are quicker than one with the rows gathered and put side by side.
        step = hidden[inner] @ kernel[width : 2 * width]
        step += hidden[GAP - dilation : len(hidden) - GAP - dilation] @ kernel[:width]
        step += hidden[GAP + dilation : len(hidden) - GAP + dilation] @ kernel[2 * width :]
        step += bias
        np.maximum(step, 0, out=step)
        step *= is_word[inner]
        hidden[inner] += step
    return hidden[place]


def _heads(of: Weights, hidden: Floats, lengths: Sequence[int], starts: Ints) -> Ints:
    """The best head of each word in its sentence, -1 for the root; each sentence becomes one tree."""
    dependent = hidden @ of.dependent[0] + of.dependent[1]
    head = hidden @ of.head[0] + of.head[1]
    root = (dependent @ of.root).astype(np.float32)
    dependent *= 1 / np.sqrt(np.float32(dependent.shape[1]))
    found = np.empty(len(hidden), dtype=np.intp)
    for start, length in zip(starts.tolist(), lengths, strict=True):
        own = slice(start, start + length)
        found[own] = _scores(dependent[own], head[own], root[own]).argmax(1)
    found[found == np.repeat(lengths, lengths)] = -1
    for number in _tangled(found, np.asarray(lengths), starts):
        own = slice(int(starts[number]), int(starts[number]) + lengths[number])
        found[own] = _untangled(found[own], _scores(dependent[own], head[own], root[own]))
    return found


def _scores(dependent: Floats, head: Floats, root: Floats) -> Floats:
    """(words × words and the root) of one sentence."""
    length = len(dependent)
    scores = np.empty((length, length + 1), dtype=np.float32)
    np.matmul(dependent, head.T, out=scores[:, :length])
    scores[:, :length] += _by_distance(length)
    scores[:, length] = root
    return scores


def _tangled(heads: Ints, lengths: Ints, starts: Ints) -> list[int]:
    """Sentences that have not exactly one root, or a circle: words that never come to a root."""
    at = np.where(heads >= 0, heads + np.repeat(starts, lengths), np.arange(len(heads)))
    roots = np.add.reduceat(heads < 0, starts)
    for _ in range(int(np.ceil(np.log2(max(lengths.max(), 2))))):
        at = at[at]
    lost = np.add.reduceat(heads[at] >= 0, starts)
    return np.flatnonzero((roots != 1) | (lost > 0)).tolist()


def _untangled(heads: Ints, scores: Floats) -> Ints:
    """One root, the likeliest; then, as long as words do not come to it, the one of them joins those that do
    whose other head costs least."""
    heads = heads.copy()
    length = len(heads)
    chosen = scores[np.arange(length), np.where(heads >= 0, heads, length)]
    top = int(np.argmax(scores[:, length] - chosen))
    heads[heads < 0] = scores[heads < 0, :length].argmax(1)
    heads[top] = -1
    while True:
        joined = _joined(heads)
        if joined.all():
            return heads
        inside, outside = np.flatnonzero(joined), np.flatnonzero(~joined)
        cost = scores[np.ix_(outside, inside)] - scores[outside, heads[outside]][:, None]
        row, column = np.unravel_index(int(cost.argmax()), cost.shape)
        heads[outside[row]] = inside[column]


def _joined(heads: Ints) -> NDArray[np.bool_]:
    """Which words come to the root."""
    at = np.where(heads >= 0, heads, np.arange(len(heads)))
    for _ in range(len(heads).bit_length()):
        at = at[at]
    return heads[at] < 0


@cache
def _by_distance(length: int) -> Floats:
    """What distance alone says of heads; no word is its own."""
    apart = np.arange(length)[None, :] - np.arange(length)[:, None]
    scores: Floats = weights().distance[np.clip(apart, -FARTHEST, FARTHEST) + FARTHEST].copy()
    np.fill_diagonal(scores, -np.inf)
    return scores
