"""Contains all the data models used in inputs/outputs"""

from .add_image_body import AddImageBody
from .add_upload_body import AddUploadBody
from .added import Added
from .answer import Answer
from .because import Because
from .cell_names import CellNames
from .collection import Collection
from .color_cells import ColorCells
from .concepts import Concepts
from .count import Count
from .explanation import Explanation
from .feedback import Feedback
from .get_thumbnail_side import GetThumbnailSide
from .group import Group
from .groups import Groups
from .health import Health
from .heat_map import HeatMap
from .hit import Hit
from .job import Job
from .job_state import JobState
from .judged import Judged
from .match import Match
from .named import Named
from .painted import Painted
from .pair import Pair
from .pair_kinds_item import PairKindsItem
from .part import Part
from .part_share import PartShare
from .picture import Picture
from .pictures import Pictures
from .plane import Plane
from .points import Points
from .problem import Problem
from .query import Query
from .schemes import Schemes
from .search_fusion import SearchFusion
from .share import Share
from .span import Span
from .term import Term
from .term_kind import TermKind
from .upload import Upload

__all__ = (
    "Added",
    "AddImageBody",
    "AddUploadBody",
    "Answer",
    "Because",
    "CellNames",
    "Collection",
    "ColorCells",
    "Concepts",
    "Count",
    "Explanation",
    "Feedback",
    "GetThumbnailSide",
    "Group",
    "Groups",
    "Health",
    "HeatMap",
    "Hit",
    "Job",
    "JobState",
    "Judged",
    "Match",
    "Named",
    "Painted",
    "Pair",
    "PairKindsItem",
    "Part",
    "PartShare",
    "Picture",
    "Pictures",
    "Plane",
    "Points",
    "Problem",
    "Query",
    "Schemes",
    "SearchFusion",
    "Share",
    "Span",
    "Term",
    "TermKind",
    "Upload",
)
