"""Statements of one PostgreSQL connection, prepared once and then run by libpq in one call each.

A cursor of psycopg does more for every statement than the server does for these: it may be interrupted, converts marks and guesses types.
Here the server infers the types of the parameters, which therefore travel as text, but for bytes and instants: an instant is eight bytes,
and to write it down costs more than all else that is done with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

MOST = 500
"""Statements kept by a connection; more forms than this run unprepared."""


class Prepared:
    def __init__(self, connection: Any) -> None:
        """``connection`` is psycopg's, in autocommit and in nobody else's hands."""
        from psycopg import adapt, errors, pq

        self._adapt, self._errors = adapt.Transformer(connection), errors  # one for all, so that types are looked up once
        self._rows, self._done = pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK
        text, binary = adapt.PyFormat.TEXT, adapt.PyFormat.BINARY
        self._formats = defaultdict[type, Any](lambda: text, {bytes: binary, datetime: binary})
        self._connection, self._libpq = connection, connection.pgconn
        self._names: dict[str, bytes] = {}

    def run(self, text: str, values: Sequence[Any], anew: bool = False) -> list[tuple[Any, ...]]:
        """The rows it gives; ``anew``: planned for these values. Raises psycopg's errors."""
        adapt = self._adapt
        sent = formats = None
        if values:
            sent = adapt.dump_sequence(values, list(map(self._formats.__getitem__, map(type, values))))
            formats = adapt.formats
        name = b"" if anew else self._names.get(text) or self._prepare(text)
        if name:
            result = self._libpq.exec_prepared(name, sent, formats, 1)
        else:
            result = self._libpq.exec_params(text.encode(), sent, None, formats, 1)
        if result.status == self._done:
            return []
        self._check(result, self._rows)
        adapt.set_pgresult(result)
        return adapt.load_rows(0, result.ntuples, tuple)

    def _prepare(self, text: str) -> bytes:
        if len(self._names) >= MOST:
            return b""
        name = f"onestop_{len(self._names)}".encode()
        self._check(self._libpq.prepare(name, text.encode()), self._done)
        self._names[text] = name
        return name

    def _check(self, result: Any, wanted: Any) -> None:
        if result.status != wanted:
            error = self._errors.error_from_result(result, self._connection.info.encoding)
            # Not the server's words but libpq's: it could not write or read, and may not have noticed yet that the connection is gone.
            raise self._errors.OperationalError(str(error)) if error.sqlstate is None else error
