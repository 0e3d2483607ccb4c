#!/usr/bin/env bash
# Runs once, when the database's volume is empty: the migration step logs in as the owner, the services as a role that owns nothing.
set -euo pipefail
: "${TRADING_BOT_OWNER_PASSWORD:?is not set}" "${TRADING_BOT_APP_PASSWORD:?is not set}"
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set owner_password="$TRADING_BOT_OWNER_PASSWORD" --set app_password="$TRADING_BOT_APP_PASSWORD" --set database="$POSTGRES_DB" <<'SQL'
CREATE ROLE trading_bot_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE trading_bot_app LOGIN PASSWORD :'app_password';
ALTER DATABASE :"database" OWNER TO trading_bot_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO trading_bot_app;
SQL
