"""Haven's own settings in a folder of this run's own: no test reads or writes an installation's data."""

import os
import tempfile
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="haven-test-")
Path(_folder.name, "static").mkdir()  # WhiteNoise warns where it is missing
os.environ["HAVEN_HOME"] = _folder.name
os.environ["HAVEN_SECRET_KEY"] = "for-tests-only-" + "0123456789" * 5
for _name in [name for name in os.environ if name.startswith("HAVEN_OIDC_") or name == "HAVEN_HTTPS"]:
    del os.environ[_name]

from haven.config.settings import *  # noqa: E402

# Signing in is not what most tests are about, and argon2 is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# WhiteNoise warns about a folder that is not there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
