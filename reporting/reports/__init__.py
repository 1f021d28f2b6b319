"""Reports: what kinds there are, how one is counted, and the shape in which one is frozen."""
