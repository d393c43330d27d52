"""How much a file may hold, and what is demanded of every file."""

from typing import Final

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 30
MAX_NODES: Final = 100_000
MAX_PROBLEMS: Final = 100

READ_RULES: Final = {
    "alias": "YAML's anchors (&) and aliases (*) are not used; a text that begins with such a sign needs quotes.",
    "comment-in-text": "A # that belongs to a text stands in quotes; otherwise the rest of the line is left out.",
    "conflict-marker": "A file has one version of each line, not the two that Git could not join.",
    "control-character": "A file has no characters that cannot be seen or that turn text around.",
    "curly-quotes": "Quotation marks around a whole value are straight ones, or there are none.",
    "duplicate-key": "No name is written twice in one group of facts.",
    "encoding": "Files are saved as UTF-8.",
    "front-matter": "The facts of a Markdown file stand between two lines of three hyphens, at the top.",
    "invisible-character": "A text has no characters without width, which search and screen readers stumble over.",
    "key": "What stands before a colon is a plain name.",
    "link": "Files and folders are real ones, not links to other places.",
    "same-name": "No two files or folders have names that differ in capital letters only.",
    "tag": "YAML's tags (!) are not used; a text that begins with such a sign needs quotes.",
    "too-deep": f"Facts are not nested more than {MAX_DEPTH} levels deep.",
    "too-large": f"A file has at most {MAX_BYTES:,} bytes and {MAX_NODES:,} values.",
    "two-documents": "A file holds one set of facts.",
    "unread-file": "Every file is a .yml or .md file with a name and in a folder that something reads.",
    "unreadable": "The computer can open every file.",
    "yaml": "Facts are written as `name: value`, indented with spaces, with quotes and brackets in pairs.",
}
"""The names of the problems found here, and what each demands, for docs/rules.md."""
