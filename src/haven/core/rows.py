"""Many rows into one table, as fast as each database takes them.

`bulk_create` costs eight times a bare write for tables of plain values; where tens of thousands of
rows are written at once, this writes them barely: COPY on PostgreSQL, executemany on SQLite.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows` (values in the order of `columns`, which are column names) into the model's table.

    No signals, no defaults: every column is given, dates as ISO text. Raises what the database raises;
    call it inside a transaction. Without rows the database is not asked anything.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return
    rows = chain([first], waiting)
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
            cursor.executemany(insert, rows)  # type: ignore[arg-type]  # any iterable will do


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert new objects of one model and give them their ids; like `bulk_create`, without signals.

    Call it inside a transaction. What they point at must be saved; `auto_now` fields are left as they are.
    """
    if not objects:
        return
    model = type(objects[0])
    for new, pk in zip(objects, reserve_ids(model, len(objects)), strict=True):
        new.pk = pk
    database = connections[DEFAULT_DB_ALIAS]  # `connection` looks for it anew at every value
    fields = [(field.attname, field.get_db_prep_save) for field in model._meta.concrete_fields]
    columns = [str(field.column) for field in model._meta.concrete_fields]
    rows = ([prepare(getattr(new, name), database) for name, prepare in fields] for new in objects)
    insert_rows(model, columns, rows)
    for new in objects:
        new._state.adding, new._state.db = False, database.alias


def update_objects(objects: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of objects that are there; like `bulk_update`, at a third of its cost."""
    if not objects:
        return
    model, database = type(objects[0]), connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)  # type: ignore[union-attr]
    key = quote(str(model._meta.pk.column))
    update = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {key} = %s"  # noqa: S608
    takes: list[tuple[str, Any]] = [(field.attname, field.get_db_prep_save) for field in fields]  # type: ignore[union-attr]
    rows = [(*(prepare(getattr(one, name), database) for name, prepare in takes), one.pk) for one in objects]
    with connection.cursor() as cursor:
        cursor.executemany(update, rows)


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """As many ids as rows are about to be inserted in this transaction; nobody else is given them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "nextval(pg_get_serial_sequence(%s, %s))"
            names = [connection.ops.quote_name(table), model._meta.pk.column]
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [*names, count])  # noqa: S608
            return [pk for (pk,) in cursor]
        # SQLite has one writer at a time, and this transaction is it.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = next(iter(cursor), (0,))[0]
        return range(last + 1, last + 1 + count)


def look_again(*grown: type[models.Model]) -> None:
    """Have PostgreSQL take stock of tables that have just grown.

    It does so by itself, but a minute later: until then it plans as if they were as good as empty, and a
    list of late people takes seconds. SQLite plans without looking.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in grown)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
