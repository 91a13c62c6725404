"""The service as it is run: gunicorn with the shipped settings, and nginx with the shipped sample in front of it."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.needs import ROOT, missing
from tests.support.sites import Site

TOKEN = "a-token-for-prometheus"
SECRET = "Zq7xyz"
PATIENCE = 30
"""Seconds after which a test gives up; nothing takes as long as that unless it waits for somebody."""


@dataclass
class Served:
    """The service behind its proxy, each on a port of its own."""

    folder: Path
    direct: int
    plain: int
    secure: int

    def get(self, path: str, headers: dict[str, str] | None = None, data: bytes | None = None, port: int = 0):
        """What the proxy answers, or whoever listens on a port; redirects are not followed."""
        scheme, port = ("http", port) if port else ("https", self.secure)
        asked = urllib.request.Request(f"{scheme}://127.0.0.1:{port}{path}", data, headers or {})
        opener = urllib.request.build_opener(_NoRedirects, urllib.request.HTTPSHandler(context=trusting()))
        try:
            with opener.open(asked, timeout=PATIENCE) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode()

    def connection(self) -> socket.socket:
        """An open connection to the proxy."""
        plain = socket.create_connection(("127.0.0.1", self.secure), timeout=PATIENCE)
        return trusting().wrap_socket(plain, server_hostname="127.0.0.1")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"nothing listens on port {port}: {log.read_text()[-3000:]}")


def sample(folder: Path, served: Served) -> str:
    """The shipped sample with ports, names and files of this test, and nothing else changed."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for before, after in {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{served.direct};",
        "listen 80;": f"listen 127.0.0.1:{served.plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{served.secure} ssl",
        "/etc/ssl": str(folder),
        "/var/log/nginx": str(folder),
    }.items():
        assert before in text
        text = text.replace(before, after)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    return (
        f"{user}\ndaemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{temporary}\n{text}\n}}\n"
    )


@pytest.fixture(scope="module")
def served(site_of: Callable[[str], Site], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        missing("nginx or openssl is not installed")
    folder = tmp_path_factory.mktemp("served")
    made = Served(folder, free_port(), free_port(), free_port())
    shutil.copyfile(site_of("sqlite").database.kept, folder / "licences.sqlite")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=127.0.0.1"]
    subprocess.run(
        [openssl, "req", "-x509", *key, "-keyout", f"{folder}/licence.key", "-out", f"{folder}/licence.pem"],
        check=True,
        capture_output=True,
    )
    (folder / "nginx.conf").write_text(sample(folder, made), encoding="utf-8")
    settings = {
        "CONFIG": "demo",
        "DATABASE_URL": f"sqlite:///{folder}/licences.sqlite",
        "BIND": f"127.0.0.1:{made.direct}",
        "WORKERS": "1",
        "THREADS": "1",
        "TRUSTED_PROXIES": "1",
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": f"{folder}/figures",
    }
    (folder / "figures").mkdir()
    (folder / "figures" / "counter_1.db").write_bytes(b"of an earlier start")
    processes = []
    try:
        for command, log, port in (
            ([sys.executable, "-m", "gunicorn", "wsgi:app"], folder / "service.log", made.direct),
            ([nginx, "-p", str(folder), "-c", f"{folder}/nginx.conf"], folder / "proxy.log", made.secure),
        ):
            with log.open("wb") as written:
                processes.append(
                    subprocess.Popen(
                        command, cwd=ROOT, env=os.environ | settings, stdout=written, stderr=subprocess.STDOUT
                    )
                )
            wait_for(port, processes[-1], log)
        yield made
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def test_slow_senders_hold_up_nobody_though_one_thread_serves_all(served):
    """With one worker of one thread, a request that is passed on before it is whole would keep everybody waiting."""
    slow = [served.connection() for _ in range(3)]
    begun = [
        b"POST /sign-in HTTP/1.1\r\nHost: licence\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 1000\r\n\r\nusername=",
        b"POST /people/mine HTTP/1.1\r\nHost: licence\r\nContent-Le",
        b"GET /sign-in HTTP/1.1\r\n",
    ]
    for connection, start in zip(slow, begun, strict=True):
        connection.sendall(start)
    for letter in (b"a", b"b", b"c"):
        for connection in slow:
            connection.sendall(letter)
        assert served.get("/ping")[0] == 200
        assert served.get("/sign-in")[0] == 200
    for connection in slow:
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)  # each is still on its way
        connection.close()


def field(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_a_form_comes_through_the_proxy_over_https_and_other_names_for_the_host_are_not_believed(served):
    status, headers, page = served.get("/sign-in")
    assert status == 200
    cookie = headers["Set-Cookie"].partition(";")[0]
    ours = f"https://127.0.0.1:{served.secure}"
    sent = urlencode(
        {
            "csrf_token": field(page, "csrf_token"),
            "next": "/",
            "username": "support",
            "password": "licence-demo",
        }
    ).encode()
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-For": "6.6.6.6"}
    status, headers, page = served.get(
        "/sign-in", {"Cookie": cookie, "Origin": "https://evil.example"} | forged, sent
    )
    assert status == 403
    status, headers, page = served.get("/sign-in", {"Cookie": cookie, "Origin": ours} | forged, sent)
    assert status == 302, page[-2000:]
    assert headers["Location"] == "/"


def test_http_leads_to_https(served):
    status, headers, _ = served.get("/people/mine", port=served.plain)
    assert (status, headers["Location"]) == (301, "https://127.0.0.1/people/mine")


UPLOAD = "/licence/1/create/condition/abc/1"
MULTIPART = {"Content-Type": "multipart/form-data; boundary=b"}


def test_large_bodies_are_let_through_for_maps_alone_and_only_for_who_is_signed_in(served):
    large = b"x" * 2_500_000
    status, _, page = served.get("/sign-in", data=large)
    assert status == 413 and "sent from a page must be 1MB or smaller. Nothing was saved." in page, (
        "nginx says it"
    )
    assert "Go back in your browser" in page and "<html lang" in page
    for path, size, limit in (
        (UPLOAD, 43_100_000, "Each map must be 10MB or smaller"),
        ("/policies/import", 21_000_000, "A licence policy must be 5MB or smaller"),
    ):
        status, headers, page = served.get(path, MULTIPART, b"x" * size)
        assert status == 413 and limit in page and headers["Content-Type"].startswith("text/html")
    status, _, page = served.get("/sign-in", data=large[:1_500_000])
    assert status == 413 and "What you sent is too large" in page, "the service says so itself"
    status, _, page = served.get(UPLOAD, MULTIPART, large)
    assert status == 413 and "You are signed out" in page


@pytest.mark.parametrize("is_named", [True, False])
def test_a_server_that_reads_its_settings_again_keeps_its_figures(tmp_path, monkeypatch, is_named):
    monkeypatch.setenv("_LICENCE_FIGURES", "")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    if is_named:
        monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "figures"))
    else:
        monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    before = os.environ.copy()
    try:
        runpy.run_path(str(ROOT / "gunicorn.conf.py"))
        folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
        (folder / "counter_1.db").write_bytes(b"figures")
        again = runpy.run_path(str(ROOT / "gunicorn.conf.py"))  # as on HUP
        assert Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]) == folder and (folder / "counter_1.db").exists()
        again["on_exit"](None)
        assert folder.exists() == is_named, "what is its own goes with it"
        os.environ["_LICENCE_FIGURES"] = os.environ["_LICENCE_FIGURES"].replace(f"{os.getpid()} ", "1 ")
        runpy.run_path(str(ROOT / "gunicorn.conf.py"))  # as by a server that takes over
        assert (Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]) == folder) == is_named
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_what_is_large_and_comes_from_nobody_is_refused_before_it_is_read(served):
    with socket.create_connection(("127.0.0.1", served.direct), timeout=PATIENCE) as straight:
        straight.sendall(
            f"POST {UPLOAD} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 30000000\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode()
        )
        assert b" 413 " in straight.recv(100), "without a byte of what is announced"


def test_no_log_of_the_server_or_the_proxy_says_what_was_searched(served):
    served.get(f"/sign-in?next={SECRET}")
    served.get(f"/people/mine?q={SECRET}")
    served.get("/" + "x" * 9000 + f"?q={SECRET}")
    served.get(f"/%zz?q={SECRET}", port=served.direct)
    with served.connection() as broken:
        broken.sendall(f"GET /?q={SECRET} HTTP/9.9\r\n\r\n".encode())
        broken.recv(100)
    with socket.create_connection(("127.0.0.1", served.direct), timeout=PATIENCE) as broken:
        broken.sendall(f"GET /?q={SECRET} FTP/1.0\r\n\r\n".encode())
        broken.recv(100)
    written = {
        name: (served.folder / name).read_text()
        for name in ("service.log", "licence.log", "licence-error.log")
    }
    assert "GET /people/mine 302" in written["licence.log"]
    assert not [name for name, text in written.items() if SECRET in text]
    lines = [json.loads(line) for line in written["service.log"].splitlines()]
    assert {"request", "Using worker: gthread"} <= {line["event"] for line in lines}
    assert {line.get("logger") for line in lines} <= {None, "gunicorn.error"}, "no request is logged twice"


def test_figures_are_for_who_asks_the_service_itself_with_the_token_and_begin_anew_with_it(served):
    token = {"Authorization": f"Bearer {TOKEN}"}
    assert served.get("/metrics", token)[0] == 404
    assert served.get("/metrics", port=served.direct)[0] == 404
    served.get("/ping")
    status, _, figures = served.get("/metrics", token, port=served.direct)
    assert status == 200
    assert re.search(
        r'^licence_requests_total\{method="GET",route="/ping",status="2xx"\} \d', figures, re.MULTILINE
    )
    assert 'licence_part_up{part="database"} 1.0' in figures
    assert not (served.folder / "figures" / "counter_1.db").exists()


def test_make_run_uses_the_settings_that_a_live_service_does():
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = re.findall(r".*bin/gunicorn.*|.*\$\(BIN\)/gunicorn.*", made)
    assert "CLOCK=beside" in line, "the jobs of the clock run too"
    assert line.endswith("gunicorn wsgi:app"), "gunicorn.conf.py says the rest"
