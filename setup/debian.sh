#!/usr/bin/env bash
# What LEC needs from Debian: installed when we are root, named exactly when we are not.
#   debian.sh venv PYTHON      python3-venv, without which there is no .venv: stops if it cannot be had
#   debian.sh tests            Chromium and PostgreSQL: only says which tests are left out
#   debian.sh has-postgresql   whether the tests on PostgreSQL can run
set -u

install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@"; } >/dev/null
}

has_venv() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_chromium() { command -v chromium >/dev/null; }
has_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

case "$1" in
venv)
    has_venv "$2" || install python3-venv
    has_venv "$2" || {
        echo "Missing: Python 3.11 or newer with venv. As root: apt-get install python3-venv" >&2
        exit 1
    }
    ;;
tests)
    has_chromium || install chromium
    has_chromium || echo "Missing: chromium. As root: apt-get install chromium
    Left out: the tests marked browser (tests/browser)."
    has_postgresql || install postgresql
    has_postgresql || echo "Missing: postgresql. As root: apt-get install postgresql
    Left out: the whole run on PostgreSQL, and with it the tests marked postgresql. SQLite only."
    exit 0
    ;;
has-postgresql)
    has_postgresql
    ;;
esac
