"""What goes wrong with the embedded server, each as a sentence with a remedy for the operator."""

from typing import ClassVar

from strongroom.core.errors import StrongroomError


class EmbeddedServerError(StrongroomError):
    """The embedded server can't be had; the sentence says why and what to do."""

    status: ClassVar[int] = 503
    code = "database_unavailable"
    title = "The embedded PostgreSQL did not start"


class DataFolderLockedError(EmbeddedServerError):
    """Another Strongroom runs on this data folder."""

    code = "data_folder_locked"


class WrongMajorVersionError(EmbeddedServerError):
    """The cluster was made by another major version of PostgreSQL."""

    code = "wrong_major_version"


class SupervisorStoppedError(EmbeddedServerError):
    """A signal asked us to stop while we were still starting."""

    code = "stopped"
    title = "Stopped while starting"
