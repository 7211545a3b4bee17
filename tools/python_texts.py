"""Texts in Python that nobody can translate: a bare string where a person will read it."""

import ast
import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]{2,}")

Finding = tuple[int, str]  # line, what was found

MESSAGE_LEVELS = {"debug", "info", "success", "warning", "error"}
READ_ARGUMENTS = {"label", "help_text", "empty_label", "error_messages", "placeholder"}
# Called with a sentence for a person as first argument.
SENTENCE_CALLS = {"ValidationError", "Denied", "Refused"}
GETTEXT = {"_"} | {
    f"{prefix}gettext{suffix}" for prefix in ("", "n", "p", "np") for suffix in ("", "_lazy", "_noop")
}


def untranslated(source: str) -> list[Finding]:
    """Line and text of every bare string handed to a reader, and of every gettext call that cannot work."""
    findings: list[Finding] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            findings += _in_call(node)
        elif isinstance(node, ast.ClassDef) and any(_name(base).endswith("Choices") for base in node.bases):
            findings += _in_choices(node)
    return sorted(set(findings))


def _in_call(call: ast.Call) -> Iterator[Finding]:
    name, owner = _name(call.func), _owner(call.func)
    if name in GETTEXT and call.args and not all(map(_plain, call.args[: _texts(name)])):
        yield call.lineno, f"{ast.unparse(call)}: gettext needs a plain literal, filled in afterwards"
    elif name in SENTENCE_CALLS:
        yield from _bare(call.args[:1])
    elif owner == "messages" and (name in MESSAGE_LEVELS or name == "add_message"):
        yield from _bare(call.args[-1:])
    elif owner in {"forms", "models"} or name.endswith(("Field", "Filter", "Column")):
        yield from _bare(argument.value for argument in call.keywords if argument.arg in READ_ARGUMENTS)


def _in_choices(choices: ast.ClassDef) -> Iterator[Finding]:
    """Members without a label get one from Django, in English only."""
    for member in (node for node in choices.body if isinstance(node, ast.Assign)):
        value = member.value
        target = member.targets[0]
        if isinstance(target, ast.Name) and target.id.startswith("__"):
            yield from _bare([value])
        elif isinstance(value, ast.Tuple):
            yield from _bare(value.elts[-1:])
        elif isinstance(value, ast.Constant):
            yield member.lineno, f"{ast.unparse(member)}: a choice without a translated label"


def _bare(nodes: Iterator[ast.expr] | list[ast.expr]) -> Iterator[Finding]:
    """The bare strings among these expressions: also filled in, added up, chosen between or in a dict."""
    for node in nodes:
        match node:
            case ast.Constant(value=str() as text) if _has_word(text):
                yield node.lineno, text
            case ast.JoinedStr() if any(map(_says_a_word, node.values)):
                yield node.lineno, ast.unparse(node)
            case ast.BinOp():
                yield from _bare([node.left, node.right] if isinstance(node.op, ast.Add) else [node.left])
            case ast.IfExp():
                yield from _bare([node.body, node.orelse])
            case ast.Dict() | ast.List() | ast.Tuple():
                yield from _bare(node.values if isinstance(node, ast.Dict) else node.elts)
            case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="format")):
                yield from _bare([text])


def _says_a_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and _has_word(node.value)


def _plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _texts(name: str) -> int:
    """How many leading arguments of this gettext call are texts."""
    prefix = name.partition("gettext")[0] if name != "_" else ""
    return {"": 1, "n": 2, "p": 2, "np": 3}[prefix]


def _has_word(text: object) -> bool:
    return bool(_WORD.search(str(text)))  # “A1” is the same in every language


def _name(node: ast.expr) -> str:
    """`label` of `forms.label`, or of a bare `label`."""
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _owner(node: ast.expr) -> str:
    return _name(node.value) if isinstance(node, ast.Attribute) else ""
