"""What ranks an answer anew: geometry that proves a match."""
