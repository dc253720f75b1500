"""Where one picture, or a part of it, lies in another: matches of local features that agree on a transform."""
