"""Where the embedded server keeps its things under the data folder, and who may read them."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The paths of one data folder. `postgres` is entered by the server's user, owned by ours."""

    data: Path

    @cached_property
    def postgres(self) -> Path:
        """All of the server's own things."""
        return self.data / "postgres"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory, complete from the moment it has this name."""
        return self.postgres / "cluster"

    @property
    def draft(self) -> Path:
        """The cluster while it is being made; left over only by a crash."""
        return self.postgres / "cluster.new"

    @property
    def runtime(self) -> Path:
        """A copy of the binaries, where the server's user can't read the originals."""
        return self.postgres / "runtime"

    @property
    def lock(self) -> Path:
        """Locked (flock) by the one supervisor of this folder."""
        return self.postgres / "lock"

    @property
    def connection(self) -> Path:
        """The address for other commands on this folder, with the password: 0600."""
        return self.postgres / "connection"

    @property
    def log(self) -> Path:
        """What the server says; the previous part beside it as `log.1`."""
        return self.postgres / "log"

    @property
    def password(self) -> Path:
        """The application's password, outside the database: 0600."""
        return self.data / "keys" / "postgres-password"

    def create(self) -> None:
        """Make the folders: for ourselves only, or as root such that another user may pass."""
        mode = 0o711 if os.geteuid() == 0 else 0o700
        self.data.mkdir(mode=mode, parents=True, exist_ok=True)
        (self.data / "keys").mkdir(mode=0o700, exist_ok=True)
        self.postgres.mkdir(mode=mode, exist_ok=True)
