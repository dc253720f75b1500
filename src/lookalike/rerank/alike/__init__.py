"""What rerankers that go by how the hits of an answer compare with each other have in common."""
