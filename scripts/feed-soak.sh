#!/bin/sh
# Runs the feeds against the simulator at twenty times real speed under random faults, and prints what was found.
# Usage: scripts/feed-soak.sh [MINUTES] [SEED] [VENUE]       default: 30 minutes, seed 1, both venues (binance, kucoin)
set -eu
cd "$(dirname "$0")/.."
report="$(pwd)/artifacts/feed-soak.log"
mkdir -p artifacts
TRADINGBOT_FEED_SOAK_MINUTES="${1:-30}" TRADINGBOT_FEED_SOAK_SEED="${2:-1}" TRADINGBOT_FEED_SOAK_VENUE="${3:-}" TRADINGBOT_FEED_SOAK_REPORT="$report" \
    dotnet test tests/TradingBot.Exchanges.Tests --filter FullyQualifiedName~FeedSoakTests --logger "console;verbosity=detailed" -- xUnit.Explicit=only
tail -n "$([ -n "${3:-}" ] && echo 1 || echo 2)" "$report"
