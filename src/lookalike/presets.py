"""Representations under plain names, so that most people never write one."""

from __future__ import annotations

# The weights of deep and deep_fine were chosen on corel1k, ukbench500 and dtd400, as round
# numbers that are good on all three: the classifier's scores tell categories apart, the last
# block textures, and colours the same thing from one that is like it. Those of texture and
# handcrafted were learnt on one half of dtd400, and of corel1k and ukbench500, and rounded.
_HALFWAY = "power() >> pca(d=256, whiten=0.5)"
_ROOTSIFT = "sift(contrast=0.01) >> root()"
_LITE0 = (
    'cnn("efficientnet_lite0", pool="gem"{0}) + {1} * cnn("efficientnet_lite0", layer="block15"{0})'
    ' + 0.25 * (cnn("efficientnet_lite0", layer="logits"{0}) >> relu())'
)
_EIGHT_BITS = ', precision="int8"'
_DEEP = f"{_LITE0.format('', 0.5)} + 0.25 * color_histogram(soft=False)"
# Figures count half as much as all the rest, and in photographs nothing; what local features say
# is asked for when an answer is ranked anew.
_PROVED = f"0 * ({_ROOTSIFT} >> leaves())"
_ALL_ROUND = f"{_DEEP} + silhouettes() + {_PROVED}"
_SKETCH = (
    '{0}(drawn("efficientnet_lite0", layer="block15") >> domains())'
    ' + {0}(drawn("efficientnet_lite0", layer="logits") >> domains())'
)
PRESETS = {
    "color": "color_histogram() + auto_correlogram()",
    "layout": "spatial_pyramid() + 0.25 * grid_colors()",
    "texture": (
        f"(lbp() >> {_HALFWAY}) + (polarity() >> {_HALFWAY})"
        f' + 0.5 * (gabor(rotation="dft") >> {_HALFWAY}) + 0.25 * (haralick() >> {_HALFWAY})'
    ),
    "shape": "curvature() + 0.5 * zernike() + 0.25 * chords() + 0.25 * phog()",
    "handcrafted": (
        f"(color_texture_pyramid() >> {_HALFWAY}) + (auto_correlogram() >> {_HALFWAY})"
        f' + 0.5 * (lbp() >> {_HALFWAY}) + 0.5 * (gabor(rotation="dft") >> {_HALFWAY}) + 0.5 * (phog() >> {_HALFWAY})'
    ),
    "deep": _DEEP,
    "deep_fast": f"{_LITE0.format(_EIGHT_BITS, 0.5)} + 0.25 * color_histogram(soft=False)",
    "all_round": _ALL_ROUND,
    "deep_fine": (
        f"{_LITE0.format('', 0.75)} + {_LITE0.format(', size=384', 0.75)} + 0.3 * color_histogram(soft=False)"
    ),
    "bow": f"{_ROOTSIFT} >> bow()",
    "bow_he": f"{_ROOTSIFT} >> hamming()",
    "asmk": f"{_ROOTSIFT} >> asmk()",
    "vlad": f"{_ROOTSIFT} >> pca(d=64, whiten=0.5) >> vlad() >> pca(d=512, whiten=0.5)",
    "fisher": f"{_ROOTSIFT} >> pca(d=32, whiten=0.5) >> fisher() >> pca(d=512, whiten=0.5)",
    "surf": "surf() >> bow(k=16384)",
    "brisk": "brisk() >> bow(k=16384)",
    "sketch": _SKETCH.format(""),
    "words": 'concepts("efficientnet_lite0")',
    "everything": (
        f'{_ALL_ROUND} + 0.1 * concepts("efficientnet_lite0") + 0.1 * concept_map("efficientnet_lite0")'
        f" + 0.1 * grid_colors() + {_SKETCH.format('0.1 * ')}"
    ),
    "compact": 'cnn("efficientnet_lite0") >> pca(d=256)',
    "tiny": 'cnn("efficientnet_lite0") >> power() >> pca(d=256) >> pq(m=64)',
}
DEFAULT_PRESET = "all_round"
