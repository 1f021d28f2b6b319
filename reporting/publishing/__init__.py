"""The life of a report: drafted, checked, approved, published; corrected in the open, and sent to who asked for it."""
