from enum import StrEnum


class SearchFusion(StrEnum):
    RRF = "rrf"
    SUM = "sum"
    ZSCORE = "zscore"

    def __str__(self) -> str:
        return str(self.value)
