#!/usr/bin/env bash
# Takes away what install.sh put here. Settings, tokens and recordings stay, unless --purge is given.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: sudo ./uninstall.sh [--purge] [--root DIR]

  --purge      also remove the settings (/etc/default/picam, drop-ins), everything in /var/lib/picam
               (tokens, recordings) and user picam
  --root DIR   take it from below DIR, as given to install.sh; stop nothing
TEXT
}

refuse() {
  printf 'uninstall.sh: %s\n' "$1" >&2
  exit 1
}

root='' purge=no

read_arguments() {
  while (($# > 0)); do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --purge) purge=yes ;;
      --root)
        (($# > 1)) || refuse '--root needs a folder.'
        root=${2%/}; shift ;;
      *) refuse "unknown argument $1. See --help." ;;
    esac
    shift
  done
  [[ $(id -u) == 0 ]] || refuse "this needs root. Run: sudo $0"
  [[ -z $root || -d $root/etc ]] || refuse "--root $root is not the root folder of a system: it has no etc."
}

stop() {
  local unit
  for unit in picam.service run-picam.mount; do
    if [[ -e /etc/systemd/system/$unit ]]; then
      systemctl disable --quiet --now "$unit"
    fi
  done
}

take() {
  if [[ -e $root$1 || -L $root$1 ]]; then
    rm -rf -- "$root$1"
    echo "removed    $1"
  fi
}

take_files() {
  take /usr/local/bin/picam
  take /etc/systemd/system/picam.service
  take /etc/systemd/system/run-picam.mount
  take /etc/polkit-1/rules.d/50-picam.rules
}

take_settings_and_state() {
  local -a below=()
  [[ -z $root ]] || below=(--prefix "$root")
  take /etc/default/picam
  take /etc/systemd/system/picam.service.d
  take /etc/systemd/system/run-picam.mount.d
  take /var/lib/picam
  # Only the user that install.sh made: somebody who was called picam before keeps the account.
  if grep -qs '^picam:.*:/var/lib/picam:' "$root/etc/passwd"; then
    userdel "${below[@]}" picam
    # Its group goes with it only where /etc/login.defs says so.
    if grep -qs '^picam:' "$root/etc/group"; then
      groupdel "${below[@]}" picam
    fi
    echo 'removed    user picam'
  fi
}

read_arguments "$@"
if [[ -z $root ]]; then
  stop
fi
take_files
if [[ $purge == yes ]]; then
  take_settings_and_state
else
  echo 'kept       /etc/default/picam, /var/lib/picam, user picam (--purge removes them)'
fi
if [[ -z $root ]]; then
  systemctl daemon-reload
  systemctl reset-failed picam.service 2>/dev/null || true
fi
