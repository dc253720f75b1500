from enum import IntEnum


class GetThumbnailSide(IntEnum):
    VALUE_64 = 64
    VALUE_128 = 128
    VALUE_256 = 256

    def __str__(self) -> str:
        return str(self.value)
