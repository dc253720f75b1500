"""Both stages: pictures to vectors, what the encoders learn, and scores of one file against another."""
