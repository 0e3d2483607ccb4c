#!/usr/bin/env bash
# Proves that no real trade is possible, by trying: tb verify-safety, with all its options. Exit code 0 only if every proof holds.
#   scripts/paper-trading-safety-verification.sh                      everything, below three minutes
#   scripts/paper-trading-safety-verification.sh --sample 10          a sample of the attacks
set -euo pipefail
cd "$(dirname "$0")/.."
if command -v tb >/dev/null 2>&1; then exec tb verify-safety "$@"; fi
exec dotnet run --project TradingBot.Cli -- verify-safety "$@"
