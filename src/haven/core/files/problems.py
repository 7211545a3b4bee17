"""What can be wrong with a file's bytes, before anybody knows what the file is for."""


class BadFile(Exception):
    """`code` is one of damaged, encrypted, zip_bomb, binary. Whoever knows the reader finds the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
