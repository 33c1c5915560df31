"""The way to an address; why it does not answer, in words: the decoder would only say that it failed."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit

from ...errors import CameraError

_ANSWERS_S = 4.0
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}


@dataclass(frozen=True, slots=True)
class Answer:
    """A stream of JPEG files, its headers read. `boundary` stands between two of them."""

    connection: http.client.HTTPConnection
    response: http.client.HTTPResponse
    boundary: bytes

    def close(self) -> None:
        self.response.close()
        self.connection.close()


def reach(address: str, login: str | None) -> Answer | None:
    """The answer of an HTTP address that sends MJPEG; None where a decoder is needed, which asks again.

    Raises `CameraError` when nobody answers there, or not with a stream. Blocks for some seconds at most.
    """
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    there = f"{host}:{port}"
    try:
        if parts.scheme in ("http", "https"):
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            return _ask(parts.scheme, host, port, path, there, login)
        socket.create_connection((host, port), _ANSWERS_S).close()
        return None
    except socket.gaierror as error:
        raise _unreachable(f"there is no {host} in this network") from error
    except ConnectionRefusedError as error:
        raise _unreachable(f"nothing listens at {there}: is the camera's app running?") from error
    except ssl.SSLError as error:
        raise _unreachable(f"{there} has no certificate that this machine trusts") from error
    except TimeoutError as error:
        raise _unreachable(f"{there} does not answer: is it on, and in the same network?") from error
    except (OSError, http.client.HTTPException) as error:
        raise _unreachable(f"{there} cannot be reached ({type(error).__name__})") from error


def _ask(scheme: str, host: str, port: int, path: str, there: str, login: str | None) -> Answer | None:
    make = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = make(host, port, timeout=_ANSWERS_S)
    try:
        basic = {"Authorization": "Basic " + b64encode(login.encode()).decode()} if login else {}
        connection.request("GET", path, headers={"Accept": "*/*", **basic})
        response = connection.getresponse()
        digest = response.getheader("WWW-Authenticate", "").lower().startswith("digest")
        boundary = boundary_of(response.getheader("Content-Type", ""))
        if response.status == 200 and boundary is not None:
            return Answer(connection, response, boundary)
        if not (response.status == 401 and digest and login):  # the decoder can do that
            _check(response, there, path.split("?")[0])
    except BaseException:
        connection.close()
        raise
    connection.close()
    return None


def _check(response: http.client.HTTPResponse, there: str, path: str) -> None:
    status = response.status
    if status in (401, 403):
        raise CameraError(
            f"{there} wants a user name and a password: `voice-assistant config set-key camera` takes user:password, "
            "and so does the environment variable VOICE_ASSISTANT_CAMERA_API_KEY",
            spoken="The camera does not accept my password.",
        )
    if status == 404:
        raise CameraError(f"{there} has no {path}: the path of the video is missing or wrong")
    if 300 <= status < 400:
        raise CameraError(f"{there} sends us on to {response.getheader('Location', 'nowhere')}: put that address there")
    if status >= 400:
        raise CameraError(f"{there} refuses ({status})")
    if response.getheader("Content-Type", "").lower().startswith("text/html"):
        raise CameraError(f"{there} shows a web page there, no video: give the address of the stream, such as /video")


def boundary_of(content_type: str) -> bytes | None:
    """What stands between two frames, None where it is no such stream."""
    found = re.fullmatch(
        r'multipart/x-mixed-replace\s*;.*?boundary="?([^";]+)"?.*', content_type.strip(), re.IGNORECASE
    )
    return found[1].strip().lstrip("-").encode("latin-1") if found else None


def _unreachable(why: str) -> CameraError:
    return CameraError(f"the camera's address is not to be reached: {why}", spoken="I can't reach the camera.")
