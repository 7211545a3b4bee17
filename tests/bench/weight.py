"""What a page makes a browser load: style sheets and scripts, and what these load in turn."""

import re
from urllib.parse import urljoin

from tests.bench.browsing import Visitor

_STYLE = re.compile(r'<link\b(?=[^>]*\brel="?stylesheet)[^>]*\bhref="([^"]+)"')
_SCRIPT = re.compile(r'<script\b[^>]*\bsrc="([^"]+)"')
_IMPORTED = re.compile(
    rb"""@import\s+(?:url\()?["']?([^"')\s;]+)|\b(?:import|from)\s*\(?\s*["']([^"']+\.m?js)["']"""
)
_DEMO = re.compile(r'action="(/demo/\d+/)"(?:(?!</form>).)*?data-demo-role="(\w+)"', re.DOTALL)


def weigh(port: int, role: str) -> int:
    """Bytes over the wire, compressed, for the first page of the demo's person of this role."""
    visitor = Visitor(port)
    addresses = {name: address for address, name in reversed(_DEMO.findall(visitor.page("/demo/")))}
    visitor.post(addresses[role])
    page = visitor.page("/welcome/")
    loaded = dict.fromkeys(_STYLE.findall(page) + _SCRIPT.findall(page))
    if not loaded:
        raise RuntimeError("the page loads no style sheet; is it the page that was meant?")
    total = 0
    for path in (paths := list(loaded)):  # grows while it is read
        total += len(visitor.get(path, encoding="gzip"))
        for match in _IMPORTED.finditer(visitor.get(path)):
            found = urljoin(path, (match[1] or match[2]).decode())
            if found not in paths:
                paths.append(found)
    return total
