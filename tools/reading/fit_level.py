"""Fit the reading level: `python -m tools.reading.fit_level FOLDER [--out FILE]`.

FOLDER holds texts with an index.csv (file, level, source, genre). Prints both kinds of figures, texts drawn
at random and whole sources left out, and writes the coefficients that ship.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from haven.engines.reading.levels import Linear, Model
from tools.reading.fitting import (
    Predictions,
    Texts,
    adjacent,
    auc,
    by_source,
    fit,
    is_hard,
    kappa,
    load,
    macro_f1,
    ten_fold,
)

SHIPPED = Path(__file__).resolve().parents[2] / "src/haven/engines/reading/coefficients.json"
TIMES = 5  # draws of ten folds


def stored(model: Model) -> dict[str, object]:
    return {
        "source": "83 Dutch texts with a CEFR level (2025); see docs/methods/reading.md",
        "steps": np.round(model.steps, 5).tolist(),
        "scale": round(model.scale, 5),
        "noise": round(model.noise, 5),
        "limits": model.limits,
        "text": _linear(model.text),
        "sentence": _linear(model.sentence),
    }


def _linear(of: Linear) -> dict[str, object]:
    arrays = {
        name: np.round(getattr(of, name), 6).tolist()
        for name in ("means", "trust", "centre", "spread", "weights")
    }
    return {"names": list(of.names), "intercept": round(of.intercept, 6), **arrays}


def figures(said: Predictions) -> dict[str, float]:
    return {
        "qwk": round(kappa(said.levels, said.chosen), 3),
        "adjacent": round(adjacent(said.levels, said.chosen), 3),
        "macro-F1": round(macro_f1(said.levels, said.chosen), 3),
        "auc": round(auc(is_hard(said.levels), said.scores), 3),
    }


def report(texts: Texts) -> None:
    print("whole sources left out:", figures(by_source(texts)))
    drawn = [figures(said) for said in ten_fold(texts, TIMES)]
    print("ten-fold:", {name: round(float(np.mean([one[name] for one in drawn])), 3) for name in drawn[0]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    texts = load(arguments.folder)
    report(texts)
    arguments.out.write_text(json.dumps(stored(fit(texts)), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
