#!/usr/bin/env bash
# Asks every service for its health and prints one line for each. Exit code 0 only if all are well.
#   TRADINGBOT_URL=https://host scripts/health-check.sh    asks a deployment through its front door
#   scripts/health-check.sh                                asks the local stack (artifacts/local/endpoints.json)
set -uo pipefail
cd "$(dirname "$0")/.."
command -v curl >/dev/null || { echo "curl is missing: install it." >&2; exit 2; }
failed=0

check() { # name url
  local code
  code=$(curl --silent --output /dev/null --write-out '%{http_code}' --max-time 10 "$2")
  if [ "$code" = 200 ]; then
    printf '%-10s healthy    %s\n' "$1" "$2"
  else
    printf '%-10s UNHEALTHY  %s (%s)\n' "$1" "$2" "$([ "$code" = 000 ] && echo 'no answer' || echo "status $code")"
    failed=1
  fi
}

if [ -n "${TRADINGBOT_URL:-}" ]; then
  base=${TRADINGBOT_URL%/}
  check api "$base/api/health/detailed"
  check web "$base/"
else
  endpoints=artifacts/local/endpoints.json
  [ -f "$endpoints" ] || { echo "No system runs here: $endpoints does not exist. Start one with: dotnet run --project TradingBot.AppHost" >&2; exit 2; }
  # {"services": {"api": {"url": "http://…", …}, …}}, one property a line
  url() { sed -n "/^    \"$1\": {/,/}/ s/^ *\"url\": \"\(.*\)\",\{0,1\}$/\1/p" "$endpoints"; }
  check api "$(url api)/api/health/detailed"
  check worker "$(url worker)/api/health/ready"
  check web "$(url web)/api/health/ready"
  [ -z "$(url simulator)" ] || check simulator "$(url simulator)/api/health/ready"
  [ -z "$(url prometheus)" ] || check prometheus "$(url prometheus)/-/ready"
fi
exit "$failed"
