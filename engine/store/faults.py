"""When the database or the disk does not take it: what the driver said becomes a sentence a person can act on."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from engine.domain.errors import OutOfSpace, Unavailable

_DISK_FULL, _CANNOT_CONNECT = "53100", ("08", "57P", "53300")
_SQLITE_FULL, _SQLITE_CANTOPEN, _SQLITE_IOERR, _SQLITE_READONLY = 13, 14, 10, 8


class explained:
    """Raises Unavailable, or OutOfSpace, instead of what the driver said of a database that is away or a disk that is full."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        said = None if error is None else explain(error)
        if said is not None:
            raise said from error


def explain(error: BaseException) -> Unavailable | None:
    """None: it is something else."""
    if isinstance(error, PoolExhausted):
        return Unavailable("现在同时办理的人太多，请稍等片刻再试。")
    if isinstance(error, OSError):
        return _out_of_space() if error.errno in {errno.ENOSPC, errno.EDQUOT} else None
    if not isinstance(error, DBAPIError):
        return None
    state, code = getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorcode", None)
    if state == _DISK_FULL or _primary(code) == _SQLITE_FULL:
        return _out_of_space()
    if error.connection_invalidated or _is_away(error, state, code):
        return Unavailable("现在连不上数据库，页面打不开，刚才提交的内容也没有保存。请稍后重试；已经提示成功的内容都在。")
    return None


def connection_was_lost(error: Unavailable) -> bool:
    """A connection broke that had been good before: another one may do."""
    return bool(getattr(error.__cause__, "connection_invalidated", False))


def _out_of_space() -> OutOfSpace:
    return OutOfSpace("服务器的磁盘满了，刚才提交的内容没有保存。请联系系统管理员，腾出空间后再试。")


def _is_away(error: DBAPIError, state: str | None, code: int | None) -> bool:
    if code is not None:
        return _primary(code) in {_SQLITE_CANTOPEN, _SQLITE_IOERR, _SQLITE_READONLY}
    if state is None:  # the driver itself: refused, timed out, closed by the other side
        return isinstance(error, OperationalError) and type(error.orig).__module__.startswith("psycopg")
    return state.startswith(_CANNOT_CONNECT)


def _primary(code: int | None) -> int | None:
    """SQLite's extended codes carry the primary one in their last byte."""
    return None if code is None else code & 0xFF
