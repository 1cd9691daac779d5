"""A person's browser that keeps every byte it is shown: in this process, or over real HTTP."""

import http.client
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import Resolver404, resolve

from fund.models import User
from tests.canary.search import Piece

REDIRECTS = (301, 302, 303)
_LINK = re.compile(r'(?:href|src|action)="([^"]+)"')
_HIDDEN = re.compile(r'name="_for" value="([^"]+)"')
_ASKED = re.compile(r'name="([^"]+-stays-kinds)" value="([^"]*)"')
OF_A_KIND = 3


@dataclass(frozen=True)
class Answer:
    """One response."""

    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def problems(self) -> str:
        """What the page says is wrong, for a person who reads a failed test."""
        said = re.findall(r"(?s)<ul class=\"error-links\">(.*?)</ul>", self.text)
        return f"{self.status} {self.path}: {said or self.text[:300]}"

    @property
    def location(self) -> str:
        return next((value for name, value in self.headers if name.lower() == "location"), "")

    @property
    def head(self) -> bytes:
        """The headers with the cookies."""
        return "\n".join(f"{name}: {value}" for name, value in self.headers).encode()


class Line(Protocol):
    """What carries one request to the product."""

    def ask(
        self, method: str, path: str, form: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> Answer: ...

    def forget(self) -> None:
        """The session's cookie is gone."""


@dataclass
class Window:
    """One person's window."""

    who: str
    line: Line
    seen: list[Piece] = field(default_factory=list)
    owner: str = ""
    """What the last form said of who opened it."""

    def get(self, path: str, **headers: str) -> Answer:
        return self._follow("GET", path, None, headers)

    def post(self, path: str, /, **form: Any) -> Answer:
        """Send a form, from the page that was open last; words that are asked about stay."""
        answer = self._follow("POST", path, {"_for": self.owner, **form}, {})
        asked = dict(_ASKED.findall(answer.text))
        if not asked:
            return answer
        stay = {name.removesuffix("-kinds"): "else" for name in asked}
        return self._follow("POST", path, {"_for": self.owner, **form, **asked, **stay}, {})

    def _follow(
        self, method: str, path: str, form: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> Answer:
        answer = self.line.ask(method, path, form, headers)
        where = f"{self.who} {method} {urlsplit(path).path}"
        self.seen += [Piece(f"page {where}", answer.body), Piece(f"head {where}", answer.head)]
        if hidden := _HIDDEN.search(answer.text):
            self.owner = unescape(hidden[1])
        if answer.status in REDIRECTS:
            return self._follow("GET", urljoin(path, answer.location), None, {})
        return answer

    def walk(self, *starts: str, ours: Collection[str] = ()) -> None:
        """Open whatever links lead to: of pages that are alike, a few, and all whose address names
        one of ours."""
        waiting, known, opened = list(starts), set(starts), Counter[str]()
        while waiting:
            path = waiting.pop(0)
            kind = _kind(path)
            if opened[kind] >= OF_A_KIND and not any(one in path for one in ours):
                continue
            opened[kind] += 1
            answer = self.get(path)
            for link in (urljoin(path, unescape(found)) for found in _LINK.findall(answer.text)):
                link = link.split("#")[0]
                if link.startswith("/") and link not in known and _kind(link):
                    known.add(link)
                    waiting.append(link)


def _kind(path: str) -> str:
    """The view behind an address; empty if there is none, or opening it would sign out."""
    if path.startswith("/static/"):
        return "static"
    try:
        name = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""
    return "" if "logout" in name or name == "leave" else name


class Inside:
    """Django's own test client: no process, no port."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(raise_request_exception=False)
        if user:
            self.client.force_login(user)

    def ask(
        self, method: str, path: str, form: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> Answer:
        if method == "POST":
            got = self.client.post(path, form, headers=dict(headers))
        else:
            got = self.client.get(path, headers=dict(headers))
        body = got.getvalue()
        set_cookies = [("Set-Cookie", morsel.OutputString()) for morsel in got.cookies.values()]
        return Answer(path, got.status_code, (*got.headers.items(), *set_cookies), body)

    def forget(self) -> None:
        self.client.cookies.pop("sessionid")


class OverHttp:
    """A connection to a running site, with a session that is there already."""

    def __init__(self, site: str, user: User | None) -> None:
        self.place = urlsplit(site).netloc
        self.cookies: dict[str, str] = {}
        if user:
            client = Client()
            client.force_login(user)
            self.cookies["sessionid"] = client.cookies["sessionid"].value

    def ask(
        self, method: str, path: str, form: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent, body = {"Cookie": cookies, **headers}, None
        if form is not None:
            token = self.cookies.get("csrftoken", "")
            body = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": token, **form})
            sent["Content-Type"] = MULTIPART_CONTENT
        connection = http.client.HTTPConnection(self.place, timeout=30)
        try:
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            answer = Answer(path, got.status, tuple(got.getheaders()), got.read())
        finally:
            connection.close()
        self._keep(answer)
        return answer

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value

    def forget(self) -> None:
        self.cookies.pop("sessionid")
