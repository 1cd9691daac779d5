"""`make demo`: what runs under it comes back when it crashes and never outlives it."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import resolve

from fund import local, supervisor
from fund.children import Child
from fund.embedded.locks import Lock
from fund.embedded.places import REPOSITORY, data_folder

SLEEPS = "import time; time.sleep(600)"
HAS_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPS!r}])"
IGNORES_SIGTERM = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"


@pytest.fixture
def child(tmp_path: Path) -> Callable[[str], Child]:
    def make(code: str) -> Child:
        return Child("child", [sys.executable, "-c", code], dict(os.environ), tmp_path / "log")

    return make


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def group_members(leader: int) -> list[int]:
    """Living processes of the group that `leader` leads."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = status.read_text().rsplit(")", 1)[1].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(group) == leader and state != "Z":
            found.append(int(status.parent.name))
    return found


def test_a_crashed_child_is_started_again_and_it_is_said(child: Callable[[str], Child]) -> None:
    said: list[str] = []
    crashing = child("import sys; sys.exit('out of paper')")
    crashing.start()
    assert crashing.wait() == 1
    crashing.check(said.append)
    assert "child ended (1); starting it again in 1 s" in said[0]
    assert "out of paper" in said[0]
    crashing.check(said.append)
    assert not crashing.running(), "started again without a pause"
    crashing.start_again_at = 0
    crashing.check(said.append)
    assert crashing.wait() == 1
    crashing.check(said.append)
    assert "in 2 s" in said[1]


def test_stopping_a_child_ends_its_own_children_too(child: Callable[[str], Child]) -> None:
    parent = child(HAS_A_CHILD)
    parent.start()
    assert parent.process
    leader = parent.process.pid
    assert eventually(lambda: len(group_members(leader)) == 2)
    parent.stop()
    assert eventually(lambda: group_members(leader) == [])


def test_a_child_that_will_not_stop_is_killed(
    child: Callable[[str], Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fund.children.STOP_SECONDS", 0.5)
    stubborn = child(IGNORES_SIGTERM)
    stubborn.start()
    assert stubborn.process
    leader = stubborn.process.pid
    time.sleep(0.3)
    stubborn.stop()
    assert group_members(leader) == []


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = f"""
import os, sys, time
from pathlib import Path
from fund.children import Child
command = [sys.executable, "-c", {SLEEPS!r}]
one = Child("one", command, dict(os.environ), Path({str(tmp_path / "log")!r}))
one.start()
print(one.process.pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    leader = int(parent.stdout.readline())
    assert group_members(leader)
    parent.kill()
    parent.communicate()
    assert eventually(lambda: group_members(leader) == [])


def test_a_second_demo_on_the_same_data_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUND_DATA_DIR", str(tmp_path))
    first = Lock(data_folder() / "demo.lock")
    assert first.acquire()
    with pytest.raises(supervisor.DemoError, match=rf"already runs .*process {os.getpid()}"):
        supervisor.run()
    first.release()


def test_a_taken_port_gives_way_to_a_free_one(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        ports = supervisor._ports(number, 0, 0)
    assert number not in ports
    assert len(set(ports)) == 3
    assert (
        f"Port {number} is taken by another program; using {ports[0]}." in capsys.readouterr().out
    )


def test_the_sandbox_sends_its_events_to_the_webhook() -> None:
    view = resolve(supervisor.WEBHOOK_PATH).func
    assert view.__module__ == "disbursements.webhooks"


def test_the_sign_ins_are_shown_in_columns() -> None:
    people = [
        {"role": "Advocate", "name": "Ada", "email": "ada@agency.example", "password": "one"},
        {"role": "Finance", "name": "Finn", "email": "finn@fund.example", "password": "two"},
    ]
    assert supervisor.table(people).splitlines() == [
        "  Role      Name  E-mail              Password",
        "  --------  ----  ------------------  --------",
        "  Advocate  Ada   ada@agency.example  one",
        "  Finance   Finn  finn@fund.example   two",
    ]


def test_a_secret_is_made_once_and_is_ours_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUND_DATA_DIR", str(tmp_path))
    secret = local.kept_secret("some-key")
    assert len(secret) >= 50
    assert local.kept_secret("some-key") == secret
    assert local.kept_secret("another-key") != secret
    assert (tmp_path / "some-key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another-key", "some-key"]


def test_mail_goes_through_real_smtp_and_is_kept_as_files(tmp_path: Path) -> None:
    (port,) = supervisor._ports(0)
    command = [sys.executable, "-m", "fund.mailcatcher", "--port", str(port)]
    catcher = subprocess.Popen([*command, "--folder", str(tmp_path)], cwd=REPOSITORY)

    def accepts() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        assert eventually(accepts)
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            message = "Subject: Update on KX7-204\r\n\r\nSign in to read it."
            smtp.sendmail("fund@fund.example", ["ada@agency.example"], message)
        (kept,) = tmp_path.glob("*.eml")
        assert b"Update on KX7-204" in kept.read_bytes()
    finally:
        catcher.send_signal(signal.SIGTERM)
        assert catcher.wait(10) == 0
