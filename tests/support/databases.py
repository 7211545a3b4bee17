"""Into the database of an installation from outside, while its own processes are at work."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg

from tests.support.servers import Installation


def look(home: Installation, query: str) -> list[tuple[Any, ...]]:
    """The rows that this query gives, on either database."""
    if home.database_url:
        with psycopg.connect(home.database_url) as server:
            return server.execute(query.encode()).fetchall()
    with closing(sqlite3.connect(home.folder / "haven.sqlite3", timeout=20)) as database:
        return database.execute(query).fetchall()


def change(home: Installation, query: str) -> None:
    """Do what this statement says, on either database."""
    if home.database_url:
        with psycopg.connect(home.database_url) as server:
            server.execute(query.encode())
        return
    with closing(sqlite3.connect(home.folder / "haven.sqlite3", timeout=20)) as database, database:
        database.execute(query)
