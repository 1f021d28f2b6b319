"""The tables of `reporting.indicators`, heading by heading; read them through that module."""
