#!/bin/sh
# Stands in for nmcli: answers like version 1.42 about one Wi-Fi device, and keeps what it is told in
# the folder beside it. Every call is recorded with its arguments; what it reads, apart from them.
#   networks   lines SSID, SIGNAL, SECURITY, with a unit separator between, as they are heard
#   profiles/  a folder for each connection: name, ssid, autoconnect, psk
#   active     the connection in use
#   passwords  lines SSID, passphrase, with a tab between, that access points take
#   broken     exit code and words of every call, where it is there
#   hold       a pipe: `connection up` waits until somebody writes to it
here=$(dirname "$0")/network
for word; do printf '%s\037' "$word"; done >>"$here/calls"
printf '\n' >>"$here/calls"
fields= escape=yes
fail() {
  printf 'Error: %s\n' "$2" >&2
  exit "$1"
}
if [ -f "$here/broken" ]; then
  read -r code words <"$here/broken"
  fail "$code" "$words"
fi
while [ $# -gt 0 ]; do
  case $1 in
    --colors | --wait) shift 2 ;;
    --terse) shift ;;
    --escape) escape=$2 && shift 2 ;;
    --fields | --get-values) fields=$2 && shift 2 ;;
    *) break ;;
  esac
done
# A field as terse output has it.
field() {
  if [ "$escape" = yes ]; then printf '%s' "$1" | sed 's/[\\:]/\\&/g'; else printf '%s' "$1"; fi
}
row() {
  first=yes
  for value; do
    [ "$first" = yes ] || printf ':'
    first=
    field "$value"
  done
  printf '\n'
}
active=$(cat "$here/active" 2>/dev/null)
of() { cat "$here/profiles/$1/$2" 2>/dev/null; }

case "$1 $2 $3" in
  "device status ")
    [ "$fields" = DEVICE,TYPE,STATE,CONNECTION,CON-UUID ] || fail 2 "invalid field '$fields'"
    row eth0 ethernet unavailable '' ''
    if [ -n "$active" ]; then row wlan0 wifi connected "$(of "$active" name)" "$active"
    else row wlan0 wifi disconnected '' ''; fi
    row lo loopback 'connected (externally)' lo 0a0b0c0d-0000-4000-8000-000000000000
    ;;
  "device wifi list")
    [ "$fields" = IN-USE,SSID,SIGNAL,SECURITY ] || fail 2 "invalid field '$fields'"
    while IFS=$(printf '\037') read -r ssid signal security; do
      in_use=' '
      [ -n "$active" ] && [ "$ssid" = "$(of "$active" ssid)" ] && in_use='*'
      row "$in_use" "$ssid" "$signal" "$security"
    done <"$here/networks"
    ;;
  "connection show ")
    for profile in "$here"/profiles/*; do
      [ -d "$profile" ] && row "$(cat "$profile/name")" "$(basename "$profile")" 802-11-wireless
    done
    row 'Wired connection 1' 5d2a47b2-0000-4000-8000-000000000001 802-3-ethernet
    ;;
  "connection show uuid")
    [ -d "$here/profiles/$4" ] || fail 10 "$4 - no such connection profile."
    row "$(of "$4" ssid)"
    ;;
  "connection add type")
    count=$(ls "$here/profiles" | wc -l)
    uuid=$(printf '00000000-0000-4000-8000-%012d' "$((count + 100))")
    shift 2
    name= ssid= autoconnect=yes management=none
    while [ $# -gt 1 ]; do
      case $1 in
        con-name) name=$2 ;;
        ssid) ssid=$2 ;;
        autoconnect) autoconnect=$2 ;;
        802-11-wireless-security.key-mgmt) management=$2 ;;
        type | ifname | 802-11-wireless.hidden) ;;
        *) fail 2 "invalid property '$1'" ;;
      esac
      shift 2
    done
    mkdir -p "$here/profiles/$uuid"
    for member in name ssid autoconnect management; do
      eval "printf '%s' \"\$$member\"" >"$here/profiles/$uuid/$member"
    done
    printf "Connection '%s' (%s) successfully added.\n" "$name" "$uuid"
    ;;
  "connection up uuid")
    uuid=$4
    [ -d "$here/profiles/$uuid" ] || fail 10 "unknown connection '$uuid'."
    if [ "$7" = passwd-file ]; then cat "$8" >"$here/profiles/$uuid/read"; fi
    if [ -p "$here/hold" ]; then read -r _ <"$here/hold"; fi
    [ -f "$here/profiles/$uuid/unreachable" ] &&
      fail 4 "Connection activation failed: The Wi-Fi network could not be found"
    # Not by -v, which takes backslashes for escapes.
    want=$(ssid=$(of "$uuid" ssid) awk -F '\t' '$1 == ENVIRON["ssid"] { print $2 }' "$here/passwords")
    if [ -n "$want" ] && [ -f "$here/profiles/$uuid/management" ]; then
      [ "$(of "$uuid" read)" = "802-11-wireless-security.psk:$want" ] ||
        fail 4 "Connection activation failed: Secrets were required, but not provided"
    fi
    printf '%s' "$uuid" >"$here/active"
    printf 'Connection successfully activated (D-Bus active path: /org/freedesktop/NetworkManager/ActiveConnection/9)\n'
    ;;
  "connection modify uuid")
    [ "$5" = connection.autoconnect ] || fail 2 "invalid property '$5'"
    printf '%s' "$6" >"$here/profiles/$4/autoconnect"
    ;;
  "connection delete uuid")
    [ -d "$here/profiles/$4" ] || fail 10 "unknown connection '$4'."
    name=$(of "$4" name)
    rm -r "$here/profiles/$4"
    [ "$active" = "$4" ] && rm "$here/active"
    printf "Connection '%s' (%s) successfully deleted.\n" "$name" "$4"
    ;;
  *) fail 2 "argument '$*' not understood. Try passing --help instead." ;;
esac
exit 0
