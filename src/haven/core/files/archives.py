"""The parts of a zip file, unpacked without believing what the file says of their sizes."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from haven.core.files.problems import BadFile

MOST_MEMBERS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024  # bytes, of all members together
_SURE_TO_BE_SMALL = 30 * 1024 * 1024
_MOST_RATIO = 200  # tables and texts seldom pack better than 50 to 1; a bomb packs 1000 to 1
_CHUNK = 1 << 16
_OUT = 1 << 18  # a quarter of a megabyte of XML may become many more in memory
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1


class Archive:
    """Names of members to their bytes. Reading goes by the data itself: sizes in headers may lie."""

    def __init__(self, path: Path) -> None:
        self.path = path
        _check_members(path)
        try:
            with zipfile.ZipFile(path) as archive:
                self.members = {info.filename: info for info in archive.infolist()}
                self._all = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise BadFile("damaged") from None

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def check(self) -> None:
        """Unpack everything once, keeping nothing; raises for a bomb, a password or damage."""
        unpacked, size = 0, self.path.stat().st_size
        for info in self._all:
            checksum = 0
            for chunk in self._unpacked(info):
                checksum = zlib.crc32(chunk, checksum)
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED or unpacked > max(_SURE_TO_BE_SMALL, _MOST_RATIO * size):
                    raise BadFile("zip_bomb")
            if checksum != info.CRC:
                raise BadFile("damaged")

    def read(self, name: str) -> Iterator[bytes]:
        """The member's bytes in chunks of at most a quarter of a megabyte."""
        if name not in self.members:
            raise BadFile("damaged")
        return self._unpacked(self.members[name])

    def _unpacked(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        if info.flag_bits & _ENCRYPTED:
            raise BadFile("encrypted")
        with self.path.open("rb") as file:
            _seek_data(file, info.header_offset)
            if info.compress_type == zipfile.ZIP_DEFLATED:
                yield from _inflate(file)
            elif info.compress_type == zipfile.ZIP_STORED:
                yield from _stored(file, info.compress_size)
            else:
                raise BadFile("damaged")


def _check_members(path: Path) -> None:
    """Count the directory's entries by their mark, before anything believes the directory."""
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            found += chunk.count(_DIRECTORY_ENTRY)
            if found > MOST_MEMBERS:
                raise BadFile("zip_bomb")


def _seek_data(file: BinaryIO, offset: int) -> None:
    """Move to where a member's data begin, behind its local header and name."""
    if offset < 0:
        raise BadFile("damaged")
    file.seek(offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise BadFile("damaged")
    mark, name, extra = _LOCAL_HEADER.unpack(header)
    if mark != b"PK\x03\x04":
        raise BadFile("damaged")
    file.seek(name + extra, 1)


def _inflate(file: BinaryIO) -> Iterator[bytes]:
    """A deflate stream tells where it ends; at most a quarter of a megabyte of it is held at a time."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = file.read(_CHUNK)
    try:
        while not stream.eof:
            if not packed:
                raise BadFile("damaged")
            if chunk := stream.decompress(packed, _OUT):
                yield chunk
            packed = stream.unconsumed_tail or file.read(_CHUNK)
    except zlib.error:
        raise BadFile("damaged") from None


def _stored(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (chunk := file.read(min(_OUT, size))):
        size -= len(chunk)
        yield chunk
