"""The figures of the disclosure scan: `python -m tests.disclosure`."""

from collections import Counter
from pathlib import Path

from followthrough.check.disclosure import scan_text
from tests.command import CONTENT
from tests.disclosure.corpus import samples


def main() -> None:
    """Print recall for each identifier, and alarms in the clean sentences and in the shipped content."""
    made, found = Counter[str](), Counter[str]()
    for sample in samples():
        start = sample.sentence.index(sample.identifier)
        hits = [one for one in scan_text(sample.sentence) if one.start <= start < one.end]
        made[sample.rule] += 1
        found[sample.rule] += any(one.rule == sample.rule for one in hits)
    for rule, count in made.items():
        print(f"{rule}: {found[rule]} of {count} found")
    clean = (Path(__file__).parent / "clean.txt").read_text("utf-8").splitlines()
    print(f"clean sentences: {sum(bool(scan_text(line)) for line in clean)} of {len(clean)} with a false alarm")
    texts = [path.read_text("utf-8") for path in sorted(CONTENT.rglob("*")) if path.suffix in (".yml", ".md")]
    words = sum(len(text.split()) for text in texts)
    alarms = [one for text in texts for one in scan_text(text)]
    print(f"shipped content: {len(alarms)} alarms on {words / 500:.0f} pages of 500 words")


if __name__ == "__main__":
    main()
