"""XML text for feeds, site maps and workbooks: whatever stands in content, it stays text."""

import re
from html import escape
from typing import Final

_SPECIAL: Final = re.compile("[^\t\n\x20!#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def xml(text: str) -> str:
    """Text as it stands in an element or an attribute; what XML cannot hold becomes U+FFFD."""
    if not _SPECIAL.search(text):
        return text
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)).replace("\r", "&#13;")


def element(name: str, text: str = "", **attributes: str) -> str:
    """One element with attributes and text; it closes itself if there is no text."""
    head = name + "".join(f' {key}="{xml(value)}"' for key, value in attributes.items())
    return f"<{head}>{xml(text)}</{name}>" if text else f"<{head}/>"
