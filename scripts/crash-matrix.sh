#!/bin/sh
# Kills workers by SIGKILL at every named step of an order's way, under load, checks every law after each kill, and prints what was found.
# Usage: scripts/crash-matrix.sh [KILLS] [SEED]              default: 1000 kills, seed 1
set -eu
cd "$(dirname "$0")/.."
report="$(pwd)/artifacts/crash-matrix.log"
mkdir -p artifacts
TRADINGBOT_CRASH_KILLS="${1:-1000}" TRADINGBOT_CRASH_SEED="${2:-1}" TRADINGBOT_CRASH_REPORT="$report" \
    dotnet test tests/TradingBot.Worker.Tests --filter FullyQualifiedName~CrashMatrixTests --logger "console;verbosity=detailed" -- xUnit.Explicit=only
tail -n 1 "$report"
