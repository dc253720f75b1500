"""Pictures of a collection that were made of each other: found, proven, grouped, and put in the order of keeping."""
