"""What the preview remembers from one edit to the next, so that an edit costs what it can have changed."""

from dataclasses import dataclass, field

from followthrough.check import Checker
from followthrough.pages import Kept as KeptPages
from followthrough.read import Known
from followthrough.register import Kept as KeptRegister


@dataclass
class Memory:
    """What each stage made the last time; each takes from its own what is the same again."""

    known: Known = field(default_factory=Known)
    checker: Checker = field(default_factory=Checker)
    register: KeptRegister = field(default_factory=KeptRegister)
    pages: KeptPages = field(default_factory=dict)
