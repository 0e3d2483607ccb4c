#!/usr/bin/env bash
# Restores a backup beside the database, compares everything, and only then puts it into its place: tb restore, with all its options.
#   scripts/restore-from-backup.sh FILE                           the local stack's database; stop the system first
#   scripts/restore-from-backup.sh FILE --database "Host=…"       another server's
set -euo pipefail
if [ $# -eq 0 ]; then
  echo "Usage: scripts/restore-from-backup.sh FILE [options of tb restore]. FILE is a backup (.tbbackup); scripts/backup.sh list shows them." >&2
  exit 2
fi
# A path is meant from where the caller stands.
file=$1
case $file in /* | -*) ;; *) file="$PWD/$file" ;; esac
shift
cd "$(dirname "$0")/.."
if command -v tb >/dev/null 2>&1; then exec tb restore "$file" "$@"; fi
exec dotnet run --project TradingBot.Cli -- restore "$file" "$@"
