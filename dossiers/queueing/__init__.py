"""The rules of a waiting hall: pure functions over plain values. No database, no clock."""
