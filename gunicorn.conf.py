"""How gunicorn serves the service, live as well as by `make run`. BIND, WORKERS, THREADS and CLOCK come from the environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

bind = os.environ.get("BIND") or "127.0.0.1:8000"
workers = int(os.environ.get("WORKERS") or len(os.sched_getaffinity(0)))
# One page at a time uses a core. The other threads are for pages that wait for a database or an address look-up, so that
# these do not stop /ping, /health and everybody else.
worker_class = "gthread"
threads = int(os.environ.get("THREADS") or 4)
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a heartbeat must not wait for a disk

timeout = 60
graceful_timeout = 30
keepalive = (
    75  # more than the proxy keeps its own end, so that it never sends into a connection that is being closed
)
max_requests, max_requests_jitter = 10_000, 1_000
limit_request_line = limit_request_field_size = 8190

preload_app = True
control_socket_disable = True
forwarded_allow_ips = ""  # TRUSTED_PROXIES alone says who may speak for a caller

logconfig_dict = {
    "root": {"level": "WARNING", "handlers": ["ours"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["ours"], "propagate": False},
        # The service logs each request itself, without what was searched.
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
    "handlers": {"ours": {"class": "app.logs.OfLibraries"}},
    "formatters": {},
}


_MADE = "_LICENCE_FIGURES"
"""Where a start keeps its folder for its reloads (HUP), which read this file again: process, folder, and whether it is ours."""


def figures_folder() -> tuple[Path, bool]:
    """The folder in which the workers keep their figures for /metrics, empty at the start and the same ever after, and whether
    it is ours to remove."""
    process, _, kept = os.environ.get(_MADE, "").partition(" ")
    whose, _, before = kept.partition(" ")
    if process == str(os.getpid()):
        return Path(before), whose == "ours"
    named = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not named or (
        whose == "ours" and named == before
    ):  # that of the server which this one takes over from (USR2)
        return Path(tempfile.mkdtemp(prefix="licence-figures-")), True
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    return folder, False


_figures, _is_ours = figures_folder()
os.environ[_MADE] = f"{os.getpid()} {'ours' if _is_ours else 'named'} {_figures}"
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_figures)  # before anything imports prometheus_client


def when_ready(server: Any) -> None:
    """With CLOCK=beside, the jobs of the clock run in a process beside this one, which ends with it: for one machine."""
    if os.environ.get("CLOCK") == "beside":
        command = [
            sys.executable,
            "-m",
            "flask",
            "--app",
            "wsgi",
            "jobs",
            "work",
            "--beside",
            str(os.getpid()),
        ]
        subprocess.Popen(command)  # noqa: S603


def post_fork(server: Any, worker: Any) -> None:
    """No worker uses a connection that was made before it began."""
    from app.models.base import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)


def child_exit(server: Any, worker: Any) -> None:
    """Forget what a worker was doing; what it counted stays."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    if _is_ours:
        shutil.rmtree(_figures, ignore_errors=True)
