#!/usr/bin/env bash
# Writes an encrypted backup of the database, proves it by a restore into a scratch cluster, and prunes old ones: tb backup, with all its options.
#   scripts/backup.sh                                             the local stack's, into artifacts/local/backups
#   scripts/backup.sh --folder /mnt/backups --keep-weekly 8       another disk, a longer memory
# From cron, each night:  15 2 * * *  cd /srv/tradingbot && scripts/backup.sh >>/var/log/tradingbot-backup.log 2>&1
set -euo pipefail
cd "$(dirname "$0")/.."
if command -v tb >/dev/null 2>&1; then exec tb backup "$@"; fi
exec dotnet run --project TradingBot.Cli -- backup "$@"
