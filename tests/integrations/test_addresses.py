"""Postcodes looked up: what Ordnance Survey answers, in every form and failure, and the demo's invented addresses."""

from __future__ import annotations

import json
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from app.domain.record.addresses import Address
from app.domain.record.postcodes import read_postcode
from app.integrations.addresses import (
    FICTIONAL,
    Fictional,
    LookupFailed,
    OrdnanceSurvey,
    address_lookup,
)
from config import settings

KEY = "a-key-that-nobody-may-read"
POSTCODE = "ZA1 1AA"


class Server(ThreadingHTTPServer):
    """Answers every request with `answer`, and keeps the requests."""

    daemon_threads = True
    answer: tuple[int, bytes] = (200, b"")
    wait = 0.0
    location = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, list[str]], str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def says(self, *records: dict[str, Any], status: int = 200, kind: str = "DPA") -> None:
        """Answer as OS Places does, with these records; without any, there are no results."""
        answer: dict[str, Any] = {"header": {"totalresults": len(records), "dataset": "DPA", "lr": "EN,CY"}}
        if records:
            answer["results"] = [{kind: record} for record in records]
        self.answer = (status, json.dumps(answer).encode())


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        self.server.asked.append((asked.path, parse_qs(asked.query), self.headers.get("key")))
        time.sleep(self.server.wait)
        status, body = self.server.answer
        self.send_response(status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # the other side has given up

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def survey(server: Server) -> OrdnanceSurvey:
    return OrdnanceSurvey(KEY, server.url)


def record(**parts: str) -> dict[str, Any]:
    """A delivery address as OS Places gives it, with what is not part of the address."""
    ignored = {"UPRN": "100021", "RPC": "1", "MATCH": 1.0, "LANGUAGE": "EN", "ADDRESS": "ALL OF IT"}
    return ignored | {"POST_TOWN": "SAMPLETON", "POSTCODE": POSTCODE} | parts


def test_it_asks_for_delivery_addresses_with_the_key_in_a_header_only(server: Server) -> None:
    server.says()
    assert OrdnanceSurvey(KEY, server.url + "/").find(POSTCODE) == []
    path, query, key = server.asked[0]
    assert path == "/search/places/v1/postcode"
    assert query == {"postcode": [POSTCODE], "dataset": ["DPA"], "maxresults": ["100"]}
    assert key == KEY


@pytest.mark.parametrize(
    "parts, line_1, line_2",
    [
        ({"BUILDING_NUMBER": "12", "THOROUGHFARE_NAME": "SPECIMEN STREET"}, "12 Specimen Street", ""),
        (
            {
                "ORGANISATION_NAME": "HM PRISON & PROBATION SERVICE",
                "BUILDING_NUMBER": "1",
                "THOROUGHFARE_NAME": "ST JOHN'S ROAD",
                "DEPENDENT_LOCALITY": "OLD MOCKBURY",
            },
            "HM Prison & Probation Service",
            "1 St John's Road, Old Mockbury",
        ),
        (
            {
                "SUB_BUILDING_NAME": "FLAT A",
                "BUILDING_NAME": "THE OLD PRETEND WORKS",
                "BUILDING_NUMBER": "22",
                "THOROUGHFARE_NAME": "PLACEHOLDER LANE",
            },
            "Flat A, The Old Pretend Works",
            "22 Placeholder Lane",
        ),
        ({"BUILDING_NAME": "12A", "THOROUGHFARE_NAME": "HIGH STREET"}, "12A High Street", ""),
        (
            {
                "BUILDING_NUMBER": "3",
                "DEPENDENT_THOROUGHFARE_NAME": "PRETENCE MEWS",
                "THOROUGHFARE_NAME": "PRETENCE ROAD",
                "DOUBLE_DEPENDENT_LOCALITY": "NORTH END",
            },
            "3 Pretence Mews",
            "Pretence Road, North End",
        ),
        ({"BUILDING_NUMBER": "7", "DEPENDENT_LOCALITY": "LITTLE SPECIMEN"}, "7 Little Specimen", ""),
        ({"BUILDING_NUMBER": "7"}, "7", ""),
        ({"ORGANISATION_NAME": "HMP EXAMPLEFORD", "PO_BOX_NUMBER": "99"}, "HMP Exampleford, PO Box 99", ""),
        ({"ORGANISATION_NAME": "NHS TRUST", "DEPARTMENT_NAME": "2ND FLOOR"}, "NHS Trust, 2nd Floor", ""),
        (
            {"BUILDING_NAME": "TŶ FFUG", "THOROUGHFARE_NAME": "FFORDD Y TŶ GWŶDD"},
            "Tŷ Ffug",
            "Ffordd y Tŷ Gwŷdd",
        ),
    ],
)
def test_an_address_is_written_as_people_write_it(
    server: Server, survey: OrdnanceSurvey, parts: dict[str, str], line_1: str, line_2: str
) -> None:
    server.says(record(**parts))
    assert survey.find(POSTCODE) == [Address(line_1, line_2, "Sampleton", "", POSTCODE)]


def test_an_address_in_welsh_and_in_english_is_found_in_both(server: Server, survey: OrdnanceSurvey) -> None:
    number = {"BUILDING_NUMBER": "3"}
    server.says(
        record(**number, THOROUGHFARE_NAME="LOOM HOUSE ROAD", POST_TOWN="NEWTOWN-ON-SEA", LANGUAGE="EN"),
        record(**number, THOROUGHFARE_NAME="FFORDD Y TŶ GWŶDD", POST_TOWN="TREFFUG-AR-FÔR", LANGUAGE="CY"),
    )
    assert [address.in_words for address in survey.find(POSTCODE)] == [
        "3 Loom House Road, Newtown-on-Sea, ZA1 1AA",
        "3 Ffordd y Tŷ Gwŷdd, Treffug-ar-Fôr, ZA1 1AA",
    ]


def test_a_line_of_many_long_names_goes_over_to_the_next(server: Server, survey: OrdnanceSurvey) -> None:
    server.says(
        record(
            ORGANISATION_NAME="A" * 60,
            BUILDING_NAME="B" * 50,
            BUILDING_NUMBER="1",
            THOROUGHFARE_NAME="SPECIMEN STREET",
        )
    )
    (found,) = survey.find(POSTCODE)
    assert found.line_1 == "A" + "a" * 59 and found.line_2.endswith(", 1 Specimen Street")
    assert max(map(len, found)) <= 100


def test_what_is_no_address_among_the_results_is_passed_over(server: Server, survey: OrdnanceSurvey) -> None:
    good = {"DPA": record(BUILDING_NUMBER="2", THOROUGHFARE_NAME="SPECIMEN STREET")}
    odd = [{"LPI": {}}, {"DPA": None}, {"DPA": {}}, "text", None, {"DPA": {"BUILDING_NUMBER": ["2"]}}]
    server.answer = (200, json.dumps({"header": {}, "results": [*odd, good]}).encode())
    assert [address.line_1 for address in survey.find(POSTCODE)] == ["2 Specimen Street"]


def failure(survey: OrdnanceSurvey) -> LookupFailed:
    """What a search for addresses fails with."""
    with pytest.raises(LookupFailed) as raised:
        survey.find(POSTCODE)
    return raised.value


def is_discreet(failed: LookupFailed) -> bool:
    """Whether a log of the failure would name neither the key nor the postcode."""
    told = "".join(traceback.format_exception(failed))
    return KEY not in told and "ZA1" not in told and "ZA1" not in repr(failed)


@pytest.mark.parametrize("status", [204, 301, 400, 401, 403, 404, 429, 500, 503])
def test_any_answer_but_a_good_one_is_a_failure(server: Server, survey: OrdnanceSurvey, status: int) -> None:
    server.says(record(BUILDING_NUMBER="2", THOROUGHFARE_NAME="SPECIMEN STREET"), status=status)
    failed = failure(survey)
    assert str(failed) == f"status {status}" and is_discreet(failed)


def test_the_key_is_not_taken_elsewhere(server: Server, survey: OrdnanceSurvey) -> None:
    server.says(status=302)
    server.location = f"{server.url}/elsewhere"
    failure(survey)
    assert [path for path, _, _ in server.asked] == ["/search/places/v1/postcode"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sign in to the network</html>",
        b"\xff\xfe{",
        b"[]",
        b"null",
        b"{}",
        b'{"header": {}, "results": {}}',
        b'{"header": {}, "results": null}',
        b'{"header": {}, "results": [{"LPI": {}}]}',
        b'{"header": {}, "results": [1]}',
        b"[" * 100_000,
        b'{"header": ' + b"9" * 5000 + b"}",
    ],
)
def test_nonsense_is_a_failure(server: Server, survey: OrdnanceSurvey, body: bytes) -> None:
    server.answer = (200, body)
    assert is_discreet(failure(survey))


def test_a_server_that_takes_too_long_is_a_failure(server: Server) -> None:
    server.says()
    server.wait = 0.5
    failed = failure(OrdnanceSurvey(KEY, server.url, timeout=(0.1, 0.1)))
    assert str(failed) == "ReadTimeout" and is_discreet(failed)


def test_a_server_that_is_not_there_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    failed = failure(OrdnanceSurvey(KEY, f"http://127.0.0.1:{port}"))
    assert str(failed) == "ConnectionError" and is_discreet(failed)


@pytest.mark.parametrize("url", ["not an address", "http://", "ftp://127.0.0.1"])
def test_a_setting_that_is_no_address_is_a_failure(url: str) -> None:
    assert is_discreet(failure(OrdnanceSurvey(KEY, url)))


def test_a_key_that_cannot_be_sent_is_a_failure(server: Server) -> None:
    for key in ("a\nb", "ključ"):
        failed = failure(OrdnanceSurvey(key, server.url))
        assert key not in repr(failed)


# The demo's own


def test_the_invented_addresses_are_found_by_their_postcodes() -> None:
    for address in FICTIONAL:
        assert read_postcode(address.postcode) == address.postcode
        assert address in Fictional().find(address.postcode)
    assert Fictional().find("ZZ9 9ZZ") == []
    assert len(Fictional().find("ZA1 1AA")) > 1
    assert any("Swyddfa Brawf" in address.line_1 for address in Fictional().find("ZC3 3DD"))


def test_the_readme_names_every_postcode_that_can_be_tried() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert all(address.postcode in readme for address in FICTIONAL)


def lookup_with(**config: Any) -> Any:
    app = Flask(__name__)
    app.config.update(config)
    with app.app_context():
        return address_lookup()


def test_a_key_chooses_ordnance_survey_and_only_a_demo_invents_addresses() -> None:
    url = {"OS_PLACES_URL": "https://api.example.com"}
    assert isinstance(lookup_with(OS_PLACES_KEY=KEY, DEMO=True, **url), OrdnanceSurvey)
    assert isinstance(lookup_with(OS_PLACES_KEY=KEY, DEMO=False, **url), OrdnanceSurvey)
    assert isinstance(lookup_with(OS_PLACES_KEY=None, DEMO=True, **url), Fictional)
    assert lookup_with(OS_PLACES_KEY=None, DEMO=False, **url) is None


def test_tests_never_ask_ordnance_survey() -> None:
    assert settings("testing").OS_PLACES_KEY is None
