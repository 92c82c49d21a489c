#!/usr/bin/env bash
# Builds everything and runs every test: bash tests/run.sh, from any directory.
# The .NET SDK named in global.json must be there. What else the tests need is installed on Debian as root; otherwise it is named.
# The last line is "N passed, N failed, N skipped"; the exit code is 0 only if tests ran and none failed.
set -euo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

readonly results=$PWD/TestResults
readonly longest=30m   # for one test project; a hang becomes a failure

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

needed_packages() {
  # sbin is not in everyone's PATH.
  local path=$PATH:/usr/sbin:/usr/local/sbin
  [ -e /usr/lib/dovecot/imap ] || [ -e /usr/libexec/dovecot/imap ] || echo dovecot-imapd
  PATH=$path command -v postfix >/dev/null || echo postfix
  PATH=$path command -v chromium >/dev/null || echo chromium fonts-dejavu-core
}

install_packages() {
  command -v apt-get >/dev/null || fail "The tests need $*. This is no Debian, so install them by hand under whatever names they have here."
  [ "$(id -u)" -eq 0 ] || fail "The tests need $*. Run: sudo apt-get install --no-install-recommends $*"
  say "Installing $*"
  # The servers run under private configurations on loopback; the system's own must not start (Debian policy-rc.d).
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    trap "rm -f $policy" EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
  apt-get -qq update
  apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

counter() { sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

dotnet --version >/dev/null 2>&1 ||
  fail "The .NET SDK $(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' global.json) or a later one of its major version is missing: see https://dot.net/download."
packages=$(needed_packages | tr '\n' ' ')
# shellcheck disable=SC2086 # one word for each package
[ -z "${packages// /}" ] || install_packages $packages

say "Building (warnings are errors)"
# Tests find their golden files by the paths of their sources, which a build for release would blank out.
dotnet build MailBridge.sln --nologo --verbosity quiet

rm -rf "$results"
passed=0 failed=0 skipped=0 broken=0
while read -r project; do
  name=$(basename "$project" .csproj)
  say "$name"
  code=0
  timeout --kill-after=30s $longest dotnet test "$project" --no-build --nologo \
    --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$name.trx" --results-directory "$results" || code=$?
  trx=$results/$name.trx
  if [ -e "$trx" ]; then
    total=$(counter "$trx" total) executed=$(counter "$trx" executed) good=$(counter "$trx" passed)
    passed=$((passed + good)) failed=$((failed + executed - good)) skipped=$((skipped + total - executed))
    [ $code -eq 0 ] || [ $((executed - good)) -gt 0 ] || broken=1
  elif [ $code -ne 0 ]; then
    broken=1
  fi
  [ $code -ne 124 ] || echo "$name did not end within $longest and was stopped."
done < <(find tests -name '*.Tests.csproj' -o -name '*.WayTests.csproj' | LC_ALL=C sort)

say "All of it"
[ $broken -eq 0 ] || echo "A test project ended without a result: see above."
[ $((passed + failed)) -gt 0 ] || { echo "No test ran."; broken=1; }
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $broken -eq 0 ]
