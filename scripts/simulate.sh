#!/usr/bin/env bash
# Deterministic simulation of workers, database, market and clocks: 100,000 seeds, or as many as --seeds says (docs/RELIABILITY.md).
# A seed that breaks an invariant is printed with the command that runs it again.
set -euo pipefail
cd "$(dirname "$0")/.."
arguments=("$@")
[ "${#arguments[@]}" -gt 0 ] || arguments=(--seeds 100000)
dotnet run -c Release --project benchmarks/TradingBot.Simulation -- "${arguments[@]}"
