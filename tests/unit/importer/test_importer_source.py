"""Files are read as normalised text or refused with a reason."""

from __future__ import annotations

import io
import os
import socket
from pathlib import Path

import pytest

from app.domain.errors import ImportRefused
from app.importer.source import MAX_BYTES, decode_source, read_source, read_stream

PAGE = "new\n\nDaily Papers\n\nby AK · été\n\nA Title\n\nAn abstract."


@pytest.mark.parametrize(
    "data",
    [
        PAGE.encode("utf-8-sig"),
        PAGE.replace("\n", "\r\n").encode(),
        PAGE.replace("\n", "\r").encode(),
        PAGE.encode("utf-16"),
        b"\xfe\xff" + PAGE.encode("utf-16-be"),
        PAGE.encode("utf-32"),
        PAGE.replace("\n", " \t\n").encode(),
        (PAGE + "\n\n \n").encode(),
        (PAGE + " \u3000\n\u3000").encode(),
        b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode() + b"\r\n\r\n",
    ],
    ids=["bom", "crlf", "cr", "utf16", "utf16be", "utf32", "blanks", "blank lines", "wide blanks", "all at once"],
)
def test_the_same_page_in_another_encoding_is_the_same_dump(data: bytes) -> None:
    plain = decode_source(PAGE.encode(), "plain.txt")
    other = decode_source(data, "other.name")
    assert (other.text, other.hash, other.notices) == (plain.text, plain.hash, ())


def test_another_page_is_another_dump() -> None:
    assert decode_source(b"one", "a").hash != decode_source(b"two", "a").hash


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252"])
def test_an_old_encoding_is_read_with_a_notice(encoding: str) -> None:
    source = decode_source(PAGE.encode(encoding), "old.txt")
    assert source.text == PAGE
    assert "old.txt" in source.notices[0]


def test_a_page_cut_inside_a_character_keeps_the_rest() -> None:
    source = decode_source("An abstract · é".encode()[:-1], "cut.txt")
    assert source.text == "An abstract ·"
    assert len(source.notices) == 1


def test_a_damaged_byte_does_not_garble_the_whole_page() -> None:
    source = decode_source("é · • ü".encode() + b"\xff and more", "damaged.txt")
    assert source.text == "é · • ü\ufffd and more"
    assert "1 damaged" in source.notices[0]


BAD_DATA = {
    "empty": b"",
    "only blanks": b" \n\t\n\n",
    "only a mark": b"\xef\xbb\xbf",
    "nul": b"Daily\0Papers",
    "utf-16 without mark": "Daily Papers".encode("utf-16-le"),
    "utf-16 with nul": "Daily\0Papers".encode("utf-16"),
    "controls": bytes(range(1, 32)) * 20,
    "pdf": b"%PDF-1.7\nmore",
    "picture": b"\x89PNG\r\n\x1a\nmore",
    "no known encoding": b"caf\x81 \x8d \x8f",
    "lone surrogate": b"\xff\xfe\x00\xd8a\x00",
}


@pytest.mark.parametrize("data", BAD_DATA.values(), ids=BAD_DATA)
def test_a_file_that_is_not_text_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ImportRefused) as caught:
        decode_source(data, "bad.bin")
    sentence = str(caught.value)
    assert "bad.bin" in sentence
    assert "nothing was stored" in sentence
    assert sentence.endswith(".")
    with pytest.raises(ImportRefused):
        read_stream(io.BytesIO(data), "bad.bin")


def test_a_file_and_a_stream_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE)
    link = tmp_path / "link"
    link.symlink_to(path)
    assert read_source(path).hash == read_source(link).hash == read_stream(io.BytesIO(PAGE.encode()), "-").hash
    assert read_source(path).size == len(PAGE.encode())


def test_folders_devices_pipes_and_kernel_files_are_refused_without_reading(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refused = [tmp_path, Path("/dev/zero"), pipe, tmp_path / "missing.txt", tmp_path / "a\0b"]
    refused += [path for path in map(Path, ("/proc/self/status", "/sys/kernel/mm/hugepages")) if path.exists()]
    for path in refused:
        with pytest.raises(ImportRefused, match="nothing was stored"):
            read_source(path)


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        with pytest.raises(ImportRefused, match="socket"):
            read_source(Path("s"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(PAGE)
    path.chmod(0)
    with pytest.raises(ImportRefused, match="permission denied"):
        read_source(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(500_000_000)
    with pytest.raises(ImportRefused, match="500 MB"):
        read_source(path)


def test_an_endless_stream_is_refused_at_the_limit() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    endless = Endless()
    with pytest.raises(ImportRefused, match="too big"):
        read_stream(endless, "-")  # type: ignore[arg-type]
    assert endless.given <= MAX_BYTES + 2**21


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE)
    with pytest.raises(ImportRefused, match="cancelled"):
        read_source(path, is_cancelled=lambda: True)


def test_a_page_of_millions_of_lines_is_refused_with_the_limit() -> None:
    with pytest.raises(ImportRefused, match="more than 1,500,000 lines"):
        decode_source(b"x\n" * 1_500_001, "long.txt")


def test_a_page_with_a_few_stray_nuls_is_read_without_them_and_says_so() -> None:
    page = ("A line of plain text.\n" * 100).encode()
    damaged = page[:50] + b"\0" + page[50:1000] + b"\0\0" + page[1000:]
    source = decode_source(damaged, "page.txt")
    assert source.hash == decode_source(page, "page.txt").hash
    assert source.notices == ("In “page.txt” 3 NUL characters were removed, the first in line 3.",)
