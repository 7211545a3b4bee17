"""Static files: hashed and compressed once collected, served as they are before that."""

from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestWhenCollected(CompressedManifestStaticFilesStorage):
    """Falls back to plain names where `haven init` has not collected the files (tests, development)."""

    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> str:
        if name is not None and not self.hashed_files and not Path(self.path(self.manifest_name)).exists():
            return StaticFilesStorage.url(self, name)
        return super().url(name, force)
