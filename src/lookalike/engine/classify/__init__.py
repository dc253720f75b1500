"""Classifying: the labels that the folders are, and what a network or the neighbours say of a picture."""
