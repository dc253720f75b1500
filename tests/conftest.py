from __future__ import annotations

from hypothesis import settings

# The machines that run the tests are shared: what takes long there is no fault, and a failure must come again.
settings.register_profile("lookalike", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("lookalike")
