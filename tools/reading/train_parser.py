"""Train the parser that ships: `python -m tools.reading.train_parser FOLDER [--out FILE] [--all]`.

FOLDER holds Dutch treebanks as CoNLL-U; a sentence that stands in several of them counts once. Without --all
one document in ten is kept apart and the accuracy on those is printed; with it everything is trained on.
PyTorch is needed here and nowhere else, so no lock names it.
"""

import argparse
import math
import random
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import wordfreq
from torch import nn

from haven.engines.reading.parsing.network import DILATIONS, MOST_TOKENS
from haven.engines.reading.parsing.pieces import pieces

WIDTH, ARC, RELATION = 64, 40, 32
SEEN = 2  # a piece that occurs less often is not learned
EPOCHS = 30
BATCH = 24  # sentences
RELATIONS = {
    "nsubj": "nsubj", "nsubj:pass": "nsubj:pass", "obj": "obj", "iobj": "obj", "csubj": "clause",
    "ccomp": "clause", "xcomp": "xcomp", "advcl": "clause", "acl": "clause", "acl:relcl": "relclause",
    "parataxis": "parataxis", "conj": "conj", "aux": "aux", "aux:pass": "aux:pass", "cop": "cop",
    "mark": "mark",
    "case": "case", "det": "det", "nmod": "nmod", "obl": "obl", "obl:agent": "obl", "obl:arg": "obl",
    "amod": "amod", "advmod": "advmod", "compound:prt": "particle", "punct": "punct", "root": "root",
    "cc": "cc", "appos": "appos", "fixed": "fixed", "flat": "flat", "flat:name": "flat", "nummod": "nummod",
}  # fmt: skip
# Identifiers tell the document: wiki-3781.p.2.s.6, WR-P-E-I-0000000104.p.2.s.1(.xml).
RANDOM = random.Random(1)  # noqa: S311 - nothing secret hangs on it
DOCUMENT = re.compile(r"# (?:sent_id = )?(\S+?)(?:\.p\.|\.s\.|\.xml|$)\S*$")
FINITE = {"Sing": "sg", "Plur": "pl", "Pres": "pres", "Past": "past"}


@dataclass
class Sentence:
    words: list[str]
    tags: list[str]
    heads: list[int]  # 0 is the root, else the head's position from 1
    relations: list[str]
    document: str = ""


def tag_of(upos: str, feats: str) -> str:  # noqa: PLR0911 - one for each part of speech
    """One tag for part of speech and what forms need: NOUN.sg.de, VERB.pres.pl, PRON.rel, …"""
    values = dict(part.split("=", 1) for part in feats.split("|") if "=" in part)
    number, gender = values.get("Number"), values.get("Gender", "")
    if upos == "NOUN":
        return "NOUN.pl" if number == "Plur" else "NOUN.sg.het" if gender == "Neut" else "NOUN.sg.de"
    if upos in {"VERB", "AUX"}:
        if values.get("VerbForm") == "Fin":
            return f"{upos}.{FINITE[values.get('Tense', 'Pres')]}.{FINITE[number or 'Sing']}"
        return f"{upos}.part" if values.get("VerbForm") == "Part" else f"{upos}.inf"
    if upos == "ADJ":
        return {"Cmp": "ADJ.comp", "Sup": "ADJ.sup"}.get(values.get("Degree", ""), "ADJ")
    if upos == "DET":
        return {"Def": "DET.def", "Ind": "DET.indef"}.get(values.get("Definite", ""), "DET")
    if upos == "PRON":
        return _pronoun(values)
    return upos


def _pronoun(values: dict[str, str]) -> str:
    kind = values.get("PronType", "")
    if kind == "Rel":
        return "PRON.rel"
    if values.get("Poss"):
        return "PRON.poss"
    return "PRON.pers" if kind == "Prs" else "PRON"


def read(path: Path) -> list[Sentence]:
    found, rows, document = [], [], ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        columns = line.split("\t")
        if of := DOCUMENT.match(line):
            document = of[1]
        if columns[0].isdigit():
            rows.append(columns)
        elif not line and rows:
            found.append(
                Sentence(
                    [row[1] for row in rows],
                    [tag_of(row[3], row[5]) for row in rows],
                    [int(row[6]) for row in rows],
                    [RELATIONS.get(row[7], "other") for row in rows],
                    document,
                )
            )
            rows = []
    return [sentence for sentence in found if len(sentence.words) <= MOST_TOKENS and _is_tree(sentence)]


def _is_tree(sentence: Sentence) -> bool:
    """One sentence of the treebanks has a word that is its own head."""
    return all(head != position for position, head in enumerate(sentence.heads, 1))


def distinct(folder: Path) -> list[Sentence]:
    found: dict[str, Sentence] = {}
    for path in sorted(folder.glob("*.conllu")):
        for sentence in read(path):
            found.setdefault(" ".join(sentence.words), sentence)
    return list(found.values())


class Network(nn.Module):
    """Embeddings of pieces, added; dilated convolutions; tags, and heads by a bilinear form."""

    def __init__(self, pieces: int, tags: int, relations: int) -> None:
        super().__init__()
        self.embedding = nn.EmbeddingBag(pieces, WIDTH, mode="sum")
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.first = nn.Parameter(torch.zeros(WIDTH))
        self.layers = nn.ModuleList(
            nn.Conv1d(WIDTH, WIDTH, 3, padding=dilation, dilation=dilation) for dilation in DILATIONS
        )
        self.tag = nn.Linear(WIDTH, tags)
        self.dependent, self.head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.root = nn.Parameter(torch.zeros(ARC))
        self.distance = nn.Parameter(torch.zeros(2 * 32 + 1))
        self.relation_dependent = nn.Linear(WIDTH, RELATION)
        self.relation_head = nn.Linear(WIDTH, RELATION)
        self.relation = nn.Linear(RELATION, relations)
        self.dropout = nn.Dropout(0.2)

    def encode(self, bags: torch.Tensor, offsets: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = torch.zeros(*mask.shape, WIDTH)
        hidden[mask] = self.embedding(bags, offsets)
        hidden[:, 0] = hidden[:, 0] + self.first
        hidden = self.dropout(hidden)
        for layer in self.layers:
            step = torch.relu(layer(hidden.transpose(1, 2))).transpose(1, 2)
            hidden = (hidden + self.dropout(step)) * mask[:, :, None]
        return hidden

    def arcs(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Scores (sentence, dependent, head), the root last."""
        dependent, head = self.dependent(hidden), self.head(hidden)
        size = mask.shape[1]
        scores = dependent @ head.transpose(1, 2) / math.sqrt(ARC)
        apart = torch.arange(size)[None, :] - torch.arange(size)[:, None]
        scores = scores + self.distance[apart.clamp(-32, 32) + 32]
        scores = scores.masked_fill(~mask[:, None, :], -1e9)
        scores = scores.masked_fill(torch.eye(size, dtype=torch.bool)[None], -1e9)
        return torch.cat([scores, (dependent @ self.root)[:, :, None]], 2)

    def relations(self, hidden: torch.Tensor, heads: torch.Tensor) -> torch.Tensor:
        """`heads` are positions from 0; the root points at itself."""
        of_head = torch.gather(hidden, 1, heads[:, :, None].expand(-1, -1, WIDTH))
        return self.relation(torch.relu(self.relation_dependent(hidden) + self.relation_head(of_head)))


class Coder:
    def __init__(self, sentences: list[Sentence]) -> None:
        counts: Counter[str] = Counter()
        for sentence in sentences:
            for word in sentence.words:
                counts.update(self.pieces(word))
        self.known = {
            piece: row for row, piece in enumerate(p for p, n in sorted(counts.items()) if n >= SEEN)
        }
        self.tags = sorted({tag for sentence in sentences for tag in sentence.tags})
        self.relations = sorted({relation for sentence in sentences for relation in sentence.relations})
        self.singular = {piece for piece, number in counts.items() if number < 6 and piece[0] == "="}

    @staticmethod
    def pieces(word: str) -> list[str]:
        return pieces(word, wordfreq.zipf_frequency(word, "nl", wordlist="best"))

    def batch(self, sentences: list[Sentence], drop: float) -> tuple[torch.Tensor, ...]:
        size = max(len(sentence.words) for sentence in sentences)
        shape = (len(sentences), size)
        mask = torch.zeros(shape, dtype=torch.bool)
        tags, heads, relations = (torch.full(shape, -100) for _ in range(3))
        bags: list[int] = []
        offsets: list[int] = []
        for number, sentence in enumerate(sentences):
            length = len(sentence.words)
            mask[number, :length] = True
            tags[number, :length] = torch.tensor([self.tags.index(tag) for tag in sentence.tags])
            relations[number, :length] = torch.tensor([self.relations.index(r) for r in sentence.relations])
            heads[number, :length] = torch.tensor(
                [size if head == 0 else head - 1 for head in sentence.heads]
            )
            for word in sentence.words:
                offsets.append(len(bags))
                bags += self._rows(word, drop)
        return torch.tensor(bags), torch.tensor(offsets), mask, tags, heads, relations

    def _rows(self, word: str, drop: float) -> list[int]:
        """A rare word is now and then hidden, so that its ends learn to speak for it."""
        found = self.pieces(word)
        rare = found[0] in self.singular
        if drop and RANDOM.random() < (0.4 if rare else drop):
            found = found[1:]
        return [self.known[piece] for piece in found if piece in self.known]


def train(sentences: list[Sentence], coder: Coder, epochs: int) -> Network:
    network = Network(len(coder.known), len(coder.tags), len(coder.relations))
    steps = epochs * math.ceil(len(sentences) / BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps + 1)
    for epoch in range(epochs):
        network.train()
        total = 0.0
        for chosen in _batches(sentences):
            loss = _loss(network, coder.batch(chosen, drop=0.1))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: {total:.1f}", flush=True)
    return network.eval()


def _batches(sentences: list[Sentence]) -> list[list[Sentence]]:
    order = sorted(sentences, key=lambda sentence: len(sentence.words) + RANDOM.random() * 4)
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    RANDOM.shuffle(batches)
    return batches


def _loss(network: Network, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    bags, offsets, mask, tags, heads, relations = batch
    hidden = network.encode(bags, offsets, mask)
    cross = nn.CrossEntropyLoss(ignore_index=-100)
    size = mask.shape[1]
    at = torch.where((heads < 0) | (heads == size), torch.arange(size)[None, :].expand_as(heads), heads)
    return (
        cross(network.tag(hidden).flatten(0, 1), tags.flatten())
        + cross(network.arcs(hidden, mask).flatten(0, 1), heads.flatten())
        + 0.5 * cross(network.relations(hidden, at).flatten(0, 1), relations.flatten())
    )


def accuracy(network: Network, coder: Coder, sentences: list[Sentence]) -> dict[str, float]:
    """Shares of tokens: fine and coarse tag; and, punctuation apart, head, and head with relation."""
    right: Counter[str] = Counter()
    unmarked = coder.relations.index("punct")
    with torch.no_grad():
        for start in range(0, len(sentences), 64):
            chosen = sentences[start : start + 64]
            bags, offsets, mask, tags, heads, relations = coder.batch(_known(chosen, coder), drop=0)
            hidden = network.encode(bags, offsets, mask)
            tag = network.tag(hidden).argmax(2)
            arc = network.arcs(hidden, mask).argmax(2)
            size = mask.shape[1]
            at = torch.where(arc == size, torch.arange(size)[None, :].expand_as(arc), arc)
            relation = network.relations(hidden, at).argmax(2)
            coarse = torch.tensor(
                [[t.split(".")[0] for t in coder.tags].index(t.split(".")[0]) for t in coder.tags]
            )
            coarse = coarse.flatten()
            real = mask & (relations != unmarked)
            right["tokens"] += int(mask.sum())
            right["arcs"] += int(real.sum())
            right["tag"] += int((tag == tags)[mask].sum())
            right["coarse"] += int((coarse[tag] == coarse[tags.clamp(0)])[mask].sum())
            right["uas"] += int((arc == heads)[real].sum())
            right["las"] += int(((arc == heads) & (relation == relations))[real].sum())
    return {
        "tag": right["tag"] / right["tokens"], "coarse": right["coarse"] / right["tokens"],
        "uas": right["uas"] / right["arcs"], "las": right["las"] / right["arcs"],
    }  # fmt: skip


def _known(sentences: list[Sentence], coder: Coder) -> list[Sentence]:
    return [
        Sentence(
            s.words,
            [tag if tag in coder.tags else coder.tags[0] for tag in s.tags],
            s.heads,
            [relation if relation in coder.relations else "other" for relation in s.relations],
        )
        for s in sentences
    ]


def export(network: Network, coder: Coder, path: Path) -> None:
    """Weights as small numbers: the embedding in bytes with one scale a row, the rest as float16."""
    table = network.embedding.weight.detach().numpy()
    scale = np.abs(table).max(1) / 127 + 1e-8
    arrays = {
        "pieces": np.frombuffer("\n".join(coder.known).encode(), dtype=np.uint8),
        "tags": np.array(coder.tags), "relations": np.array(coder.relations),
        "embedding": np.round(table / scale[:, None]).astype(np.int8), "scale": scale.astype(np.float16),
    }  # fmt: skip
    for name, value in network.state_dict().items():
        if name != "embedding.weight":
            arrays[name] = value.numpy().astype(np.float16)
    np.savez_compressed(path, **arrays)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, {len(coder.known)} pieces")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("weights.npz"))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    sentences = distinct(arguments.folder)
    apart = [] if arguments.all else [one for one in sentences if zlib.crc32(one.document.encode()) % 10 == 0]
    kept = {id(one) for one in apart}
    chosen = [one for one in sentences if id(one) not in kept]
    coder = Coder(chosen)
    network = train(chosen, coder, arguments.epochs)
    if apart:
        print(len(apart), {name: round(value, 4) for name, value in accuracy(network, coder, apart).items()})
    export(network, coder, arguments.out)


if __name__ == "__main__":
    main()
