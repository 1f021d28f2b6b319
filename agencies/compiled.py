"""Statements that Django compiles once and a process runs many times.

Django writes the SQL of a query anew at each call, and for what every request asks and every move writes this takes
longer than the database takes to answer. Here the statement is kept, never a row: what is read is as fresh as ever.
"""

from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)


class Parameter(Expression):
    """A value that is known when the query runs; its field says how the database takes it."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, Any]:
        """Leave a place in the statement, and stand among its parameters until the value comes."""
        return "%s", [self]


class CompiledQuery(Generic[M]):
    """A query built by a function of parameters and compiled at its first call.

    `build` is called once, with a `Parameter` of each named field; each may stand where an expression may stand, so
    neither in a list nor where the text of the query depends on the value (None is such a value).
    """

    def __init__(self, build: "Callable[..., QuerySet[M]]", **fields: "Field[Any, Any]") -> None:
        self._build = build
        self._fields = fields
        self._statements: dict[str, _Statement[M]] = {}

    def __call__(self, **values: Any) -> list[M]:
        """Return the rows for these values; one query."""
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._statements.get(connection.vendor)
        if statement is None:
            queryset = self._build(**{name: Parameter(name, field) for name, field in self._fields.items()})
            statement = self._statements[connection.vendor] = _Statement(queryset, connection)
        return statement.rows(values, connection)


class _Statement(Generic[M]):
    """A compiled query. Django compiles in `SQLCompiler.as_sql` alone; all else is done as for any query."""

    def __init__(self, queryset: "QuerySet[M]", connection: Any) -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._parameters = self._compiler.as_sql()

    def rows(self, values: dict[str, Any], connection: Any) -> list[M]:
        bound = tuple(
            each.output_field.get_db_prep_value(values[each.name], connection) if isinstance(each, Parameter) else each
            for each in self._parameters
        )
        compiler = copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_how, **_else: (self._sql, bound)
        queryset = self._queryset._chain()  # type: ignore[attr-defined]
        queryset.query.get_compiler = lambda *_how, **_else: compiler
        return list(queryset)


def insert(row: M) -> M:
    """Write a new row whose key the database gives, as `save(force_insert=True)` does, and return it; one query.

    A column that was left to the database's default is not written, and stays unread until it is asked for.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    columns: list[Field[Any, Any]] = []
    left: list[Field[Any, Any]] = []
    for field in row._meta.local_concrete_fields:
        if field is not row._meta.auto_field:
            (left if isinstance(getattr(row, field.attname), DatabaseDefault) else columns).append(field)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in columns]
    with connection.cursor() as cursor:
        cursor.execute(_insert_into(type(row), tuple(field.column for field in columns)), values)
        (row.pk,) = cursor.fetchone()
    for field in left:
        delattr(row, field.attname)
    row._state.adding, row._state.db = False, connection.alias
    return row


@cache
def _insert_into(model: type[Model], columns: tuple[str, ...]) -> str:
    # Both databases quote names alike.
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places}) RETURNING id'  # noqa: S608 — our own names
