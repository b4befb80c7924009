#!/usr/bin/env bash
# Puts picam on this machine as a service that starts at boot. Run again to upgrade: what is in place already
# is left as it is, and /etc/default/picam is never overwritten.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: sudo ./install.sh [--ring-mount] [--root DIR] BINARY

  BINARY         the compiled picam, such as ./picam-pi
  --ring-mount   also give the ring a tmpfs of its own, of fixed size (run-picam.mount)
  --root DIR     put everything below DIR, an existing root folder; start nothing
TEXT
}

refuse() {
  printf 'install.sh: %s\n' "$1" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root='' binary='' ring_mount=no changed=no

read_arguments() {
  while (($# > 0)); do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --ring-mount) ring_mount=yes ;;
      --root)
        (($# > 1)) || refuse '--root needs a folder.'
        root=${2%/}; shift ;;
      -*) refuse "unknown option $1. See --help." ;;
      *)
        [[ -z $binary ]] || refuse "one binary, not two: $binary and $1."
        binary=$1 ;;
    esac
    shift
  done
  [[ -n $binary ]] || { usage >&2; refuse 'which binary? Name the compiled picam.'; }
}

# The e_machine field of an ELF file: two bytes at offset 18, little-endian on both machines that we know.
elf_machine() {
  case $(od -An -tx1 -N20 "$1" | tr -d ' \n') in
    7f454c46????????????????????????????b700) echo aarch64 ;;
    7f454c46????????????????????????????3e00) echo x86_64 ;;
    7f454c46*) echo 'another kind of machine' ;;
    *) echo 'no Linux machine' ;;
  esac
}

check_machine() {
  local machine bits built_for
  machine=$(uname -m) bits=$(getconf LONG_BIT)
  # A 64-bit kernel under a 32-bit system is common on a Pi: uname alone would not show it.
  [[ $bits == 64 ]] || refuse "this is a $bits-bit system ($machine); picam needs a 64-bit one. Write the card again with \"Raspberry Pi OS (64-bit)\": a Pi 3, 4, 5 or Zero 2 W runs it."
  [[ $machine == aarch64 || $machine == x86_64 ]] || refuse "picam runs on aarch64 and x86_64; this machine is $machine."
  [[ -f $binary ]] || refuse "there is no file $binary. Compile it (deno task compile:pi), or copy it here."
  built_for=$(elf_machine "$binary")
  [[ $built_for == "$machine" ]] || refuse "$binary is made for $built_for; this machine is $machine. Compile for it: deno task compile:pi for a Pi, deno task compile on the machine itself."
}

check_root() {
  [[ $(id -u) == 0 ]] || refuse "this needs root, to add user picam. Run: sudo $0 …"
  if [[ -n $root ]]; then
    [[ -d $root/etc ]] || refuse "--root $root is not the root folder of a system: it has no etc."
  else
    [[ -d /run/systemd/system ]] || refuse 'this machine was not started by systemd. Start picam in your own way; --root DIR shows the files.'
  fi
}

# Copies a file unless it is there already with the same bytes. By way of a name of its own and a rename, so that a
# running program can be replaced and a power cut leaves the old file or the new one.
put() {
  local source=$1 mode=$2 target=$root$3 word=installed
  if [[ -e $target ]]; then
    if cmp -s "$source" "$target"; then
      echo "unchanged  $3"
      return
    fi
    word=replaced
  fi
  install -D -m "$mode" "$source" "$target.new"
  mv -f "$target.new" "$target"
  changed=yes
  printf '%-10s %s\n' "$word" "$3"
}

add_user() {
  local -a below=()
  [[ -z $root ]] || below=(--prefix "$root")
  if ! grep -qs '^video:' "$root/etc/group"; then
    groupadd "${below[@]}" --system video
  fi
  if grep -qs '^picam:' "$root/etc/passwd"; then
    echo 'unchanged  user picam'
  else
    useradd "${below[@]}" --system --user-group --no-create-home --home-dir /var/lib/picam \
      --shell /usr/sbin/nologin --comment 'picam camera service' picam
    changed=yes
    echo 'added      user picam'
  fi
  if ! grep -qsE '^video:.*[:,]picam(,|$)' "$root/etc/group"; then
    usermod "${below[@]}" --append --groups video picam
    changed=yes
    echo 'added      user picam to group video'
  fi
}

put_files() {
  put "$binary" 0755 /usr/local/bin/picam
  put "$here/picam.service" 0644 /etc/systemd/system/picam.service
  put "$here/50-picam.rules" 0644 /etc/polkit-1/rules.d/50-picam.rules
  if [[ -e $root/etc/default/picam ]]; then
    echo 'kept       /etc/default/picam'
  else
    put "$here/picam.env" 0644 /etc/default/picam
  fi
  if [[ $ring_mount == yes ]]; then
    put "$here/run-picam.mount" 0644 /etc/systemd/system/run-picam.mount
  fi
}

start() {
  local unit=picam.service
  systemctl daemon-reload
  if [[ $ring_mount == yes ]]; then
    systemctl enable --quiet run-picam.mount
  fi
  systemctl enable --quiet "$unit"
  if [[ $changed == yes ]]; then
    systemctl restart "$unit" || refuse "picam did not start. See why: journalctl -u picam -n 30"
  else
    systemctl start "$unit" || refuse "picam did not start. See why: journalctl -u picam -n 30"
  fi
  echo "picam is running; it starts at boot. Settings: /etc/default/picam, then: sudo systemctl restart picam"
  echo "Watch it work: journalctl -u picam -f. What stands in the way of a picture: picam --mode doctor"
}

read_arguments "$@"
check_root
check_machine
add_user
put_files
if [[ -z $root ]]; then
  start
fi
