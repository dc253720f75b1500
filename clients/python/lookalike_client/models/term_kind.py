from enum import StrEnum


class TermKind(StrEnum):
    COLOR = "color"
    CONCEPT = "concept"
    FEEDBACK = "feedback"
    GROUP = "group"
    IMAGE = "image"
    SKETCH = "sketch"
    WORDS = "words"

    def __str__(self) -> str:
        return str(self.value)
