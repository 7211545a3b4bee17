"""Icons as inline SVG: 24 by 24, drawn with the colour of the text around them, unseen by screen readers."""

import functools

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SHAPES = {
    "alert": '<path d="M12 3.5 2.5 20h19L12 3.5Z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "bag": '<path d="M5 8h14l1 12H4L5 8Z"/><path d="M9 8V6.5a3 3 0 0 1 6 0V8"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "chevron-down": '<path d="m6 9 6 6 6-6"/>',
    "chevron-left": '<path d="m15 6-6 6 6 6"/>',
    "chevron-right": '<path d="m9 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.2 2"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 19.5h15"/>',
    "file": '<path d="M6 3h8l4.5 4.5V21H6V3Z"/><path d="M13.5 3v5h5"/>',
    "flag": '<path d="M6 21V4M6 4.5h12l-3 4 3 4H6"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9'
    'c-3-3-3.5-6-3.5-9S9 6 12 3Z"/>',
    "harbour": '<path d="M3 17.5c3 2 6 2 9 0s6-2 9 0M12 3v11.5M12 5l6 7H6z"/>',
    "home": '<path d="m3.5 11.5 8.5-8 8.5 8"/><path d="M6 9.5V20h12V9.5M10 20v-6h4v6"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.7 8.5-8.5M16 7.7l3 3M13.5 10.2l2 2"/>',
    "mail": '<path d="M3 5.5h18v13H3z"/><path d="m3.5 6.5 8.5 7 8.5-7"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c0-4 3-6.5 6.5-6.5s6.5 2.5 6.5 6.5"/>'
    '<path d="M16 4.9a3.5 3.5 0 0 1 0 6.2M18 14c2.2.9 3.5 3 3.5 6"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c0-4.2 3.4-7 7.5-7s7.5 2.8 7.5 7"/>',
    "phone": '<path d="M6 3.5h3.5l1.5 5-2.2 1.6a12 12 0 0 0 5.1 5.1l1.6-2.2 5 1.5V18a2.5 2.5 0 0 1-2.7 2.5'
    'C10.5 20 4 13.5 3.5 6.2A2.5 2.5 0 0 1 6 3.5Z"/>',
    "pin": '<path d="M12 21.5s7-6.6 7-12a7 7 0 0 0-14 0c0 5.4 7 12 7 12Z"/>'
    '<circle cx="12" cy="9.5" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "shield": '<path d="M12 3 4.5 6v5.5c0 4.6 3.1 8.2 7.5 9.5 4.4-1.3 7.5-4.9 7.5-9.5V6L12 3Z"/>'
    '<path d="m8.8 12 2.3 2.3 4.2-4.6"/>',
    "upload": '<path d="M12 15.5V4.5M7.5 9 12 4.5 16.5 9M4.5 19.5h15"/>',
}


@functools.cache
def icon(name: str) -> SafeString:
    """The icon as an `svg` element; an unknown name is a mistake of the page's author."""
    return format_html(
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        mark_safe(SHAPES[name]),  # noqa: S308 — drawn above, nobody's input
    )
