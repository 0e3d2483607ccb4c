// node conformance.mjs ADDRESS START_MS: runs the library ccxt against a simulator at ADDRESS whose time stands at START_MS. One line per check; exit code 1 where one fails.
import Binance from './node_modules/ccxt/js/src/pro/binance.js';
import Kucoin from './node_modules/ccxt/js/src/pro/kucoin.js';
import { Checks } from './checks.mjs';
import { checkRest } from './rest.mjs';
import { checkSockets } from './sockets.mjs';

const [address, start] = [process.argv[2].replace(/\/$/, ''), Number(process.argv[3])];

/** Every address of the library leads to the simulator, so that nothing can go elsewhere. */
function redirected(exchange) {
  const here = node => typeof node === 'string'
    ? node.replace(/^https:\/\/[^/]+/, address).replace(/^wss:\/\/[^/]+/, address.replace(/^http/, 'ws'))
    : Object.fromEntries(Object.entries(node).map(([name, value]) => [name, here(value)]));
  exchange.urls.api = here(exchange.urls.api);
  return exchange;
}

const usual = { enableRateLimit: false, newUpdates: true };
const binance = redirected(new Binance({ ...usual, options: { fetchMarkets: { types: ['spot'] }, tradesLimit: 100_000 } }));
const kucoin = redirected(new Kucoin({ ...usual, options: { fetchMarkets: { types: ['spot'] }, uta: false, tradesLimit: 100_000 } }));
const checks = new Checks(address);
await checkRest(checks, 'binance', binance, start);
await checkRest(checks, 'kucoin', kucoin, start);
// Without this the library refuses sockets that are not encrypted.
await Promise.all([binance.loadHttpProxyAgent(), kucoin.loadHttpProxyAgent()]);
await checkSockets(checks, [{ venue: 'binance', exchange: binance }, { venue: 'kucoin', exchange: kucoin }], start, start + 90_000);
await Promise.allSettled([binance.close(), kucoin.close()]);
process.exit(checks.failed === 0 ? 0 : 1);
