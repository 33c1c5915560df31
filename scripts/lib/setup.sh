# Sourced by scripts/run, scripts/test and .ci/run, in the root of the checkout: installs what is missing.
# Every step says what it does and how long it took; a failed one says why and ends the script with exit code 1.
# What is in place is recognised by a stamp, so that a second run costs next to nothing.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# step LABEL COMMAND...: runs it with its output folded into one live line; shows the end of it if it fails.
step() {
  local label=$1 log status=0 began=$SECONDS
  shift
  log=$(mktemp)
  say "==> $label"
  "$@" </dev/null 2>&1 | tee "$log" | live_line || status=$?
  if ((status != 0)); then
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "$label: failed (exit code $status, last lines above)"
  fi
  rm -f "$log"
  say "    done in $((SECONDS - began)) s"
}

live_line() {
  local line columns
  if [[ ! -t 2 ]]; then
    cat >/dev/null
    return
  fi
  columns=$(tput cols 2>/dev/null || echo 80)
  while IFS= read -r line; do
    printf '\r\033[K    %s' "${line:0:columns-6}" >&2
  done
  printf '\r\033[K' >&2
}

# --- system packages ---------------------------------------------------------------------------------------------

package_names() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@"; }

missing_packages() {
  comm -23 <(printf '%s\n' "$@" | sort -u) \
    <(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort -u)
}

# install_packages NAME...: with apt, as root or through sudo; else says what to type, and stops.
install_packages() {
  local as_root=() command="apt-get install -y --no-install-recommends $*"
  if [[ $(id -u) != 0 ]]; then
    if ! command -v sudo >/dev/null; then
      die "system packages are missing; as root, run:  $command"
    elif sudo -n true 2>/dev/null; then
      as_root=(sudo)
    elif [[ -t 0 && -t 2 ]]; then
      say "==> System packages are missing ($*); sudo may ask for your password."
      sudo -v || die "without them it cannot go on; run:  sudo $command"
      as_root=(sudo)
    else
      die "system packages are missing; run:  sudo $command"
    fi
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  "${as_root[@]}" apt-get update >/dev/null 2>&1 || true # an old list of packages may do
  step "Installing system packages: $*" "${as_root[@]}" apt-get install -y --no-install-recommends "$@"
}

# ensure_system LIST...: the packages named in these files, and what Python needs to make a virtual environment.
ensure_system() {
  local wanted missing
  if command -v dpkg-query >/dev/null; then
    mapfile -t wanted < <(package_names "$@")
    mapfile -t missing < <(missing_packages "${wanted[@]}" && missing_venv)
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
  elif [[ $(uname) != Darwin ]] && ! { ldconfig -p 2>/dev/null | grep -q libportaudio; }; then
    say "note: PortAudio was not found; install it with your package manager (Fedora: portaudio, Arch: portaudio)."
  fi
}

# --- Python ------------------------------------------------------------------------------------------------------

suitable_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# find_python: prints a Python that is new enough. PYTHON=... overrides.
find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14; do
    if command -v "$candidate" >/dev/null && suitable_python "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# missing_venv: prints the packages that are missing to make .venv, if it is not there yet.
missing_venv() {
  local python version
  [[ -x .venv/bin/python ]] && return
  if python=$(find_python); then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    return
  fi
  for version in 3.13 3.12 3.11; do
    if apt-cache show "python$version-venv" >/dev/null 2>&1; then
      printf '%s\n' "python$version" "python$version-venv"
      return
    fi
  done
}

no_python() {
  local found
  found=$(python3 --version 2>/dev/null || echo "no python3")
  if [[ $(uname) == Darwin ]]; then
    die "Python 3.11 or newer is needed ($found was found); run:  brew install python@3.13"
  fi
  die "Python 3.11 or newer is needed ($found was found); install one, or set PYTHON=/path/to/python"
}

# ensure_venv SET: .venv with the locked packages of scripts/requirements/SET.txt and this checkout.
ensure_venv() {
  local set=$1 want python
  want="$set $(cat "scripts/requirements/$set.txt" pyproject.toml | cksum) $PWD"
  if [[ -f .venv/stamp ]] && grep -qxF "$want" .venv/stamp; then
    return
  fi
  if ! .venv/bin/python -c 'import pip' 2>/dev/null || ! suitable_python .venv/bin/python; then
    python=$(find_python) || no_python
    "$python" -c 'import ensurepip, venv' 2>/dev/null || die "$python cannot make virtual environments; install its venv module"
    step "Making a virtual environment in .venv with $("$python" --version)" "$python" -m venv --clear .venv
  fi
  step "Installing Python packages (a few hundred megabytes the first time)" \
    .venv/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r "scripts/requirements/$set.txt"
  step "Installing this checkout" \
    .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
  [[ $set == run ]] || want+=$'\n'"run $(cat scripts/requirements/run.txt pyproject.toml | cksum) $PWD"
  printf '%s\n' "$want" >.venv/stamp
}

# --- models ------------------------------------------------------------------------------------------------------

# ensure_models OPTION...: of `models pull`; looks at nothing but sizes when the models are there.
ensure_models() {
  .venv/bin/voice-assistant models pull "$@" || die "not all models are here; once the cause is gone, run this again"
}
