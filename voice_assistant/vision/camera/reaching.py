"""Why an address does not answer, in words, before the decoder tries it and only says that it failed."""

from __future__ import annotations

import http.client
import socket
import ssl
from base64 import b64encode
from contextlib import closing
from urllib.parse import urlsplit

from ...errors import CameraError

_ANSWERS_S = 4.0
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}


def check_address(address: str, login: str | None) -> None:
    """Raises `CameraError` when nobody answers there, or not with a stream. Blocks for some seconds at most."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    there = f"{host}:{port}"
    try:
        if parts.scheme in ("http", "https"):
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            _check_http(parts.scheme, host, port, path, there, login)
        else:
            socket.create_connection((host, port), _ANSWERS_S).close()
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


def _check_http(scheme: str, host: str, port: int, path: str, there: str, login: str | None) -> None:
    make = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    headers = {"Authorization": "Basic " + b64encode(login.encode()).decode()} if login else {}
    with closing(make(host, port, timeout=_ANSWERS_S)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        status, kind = answer.status, answer.getheader("Content-Type", "").lower()
        asks = answer.getheader("WWW-Authenticate", "").lower()
    if status == 401 and login and asks.startswith("digest"):
        return  # the decoder can do that
    if status in (401, 403):
        raise CameraError(
            f"{there} wants a user name and a password: `voice-assistant config set-key camera` takes user:password, "
            "and so does the environment variable VOICE_ASSISTANT_CAMERA_API_KEY",
            spoken="The camera does not accept my password.",
        )
    if status == 404:
        raise CameraError(f"{there} has no {path.split('?')[0]}: the path of the video is missing or wrong")
    if status >= 400:
        raise CameraError(f"{there} refuses ({status})")
    if kind.startswith("text/html"):
        raise CameraError(f"{there} shows a web page there, no video: give the address of the stream, such as /video")


def _unreachable(why: str) -> CameraError:
    return CameraError(f"the camera's address is not to be reached: {why}", spoken="I can't reach the camera.")
