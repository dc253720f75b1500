from enum import StrEnum


class PairKindsItem(StrEnum):
    BORDERED = "bordered"
    COPY = "copy"
    CROPPED = "cropped"
    EDITED = "edited"
    FLIPPED = "flipped"
    NEAR = "near"
    TURNED = "turned"

    def __str__(self) -> str:
        return str(self.value)
