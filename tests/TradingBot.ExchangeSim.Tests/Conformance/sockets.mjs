// The library's watch calls over a span of simulated time; when it stands again, what the library holds next to the simulator's truth.
import assert from 'node:assert/strict';
import { eventually, sameBook, sameCandle } from './checks.mjs';

const minute = 60_000;

export async function checkSockets(checks, watched, startMs, endMs) {
  const held = watched.map(({ venue, exchange }) => watch(venue, exchange));
  await checks.run('every stream is subscribed and speaks', async () => {
    await checks.post(`/sim/resume?untilMs=${endMs}`);
    assert.ok(await eventually(() => held.every(speaks)), JSON.stringify(held.map(describe)));
    assert.ok(await eventually(async () => Date.parse((await checks.get('/sim/status')).time) >= endMs), 'time does not get there');
  });
  for (const one of held)
    await checkOne(checks, one, endMs);
}

function watch(venue, exchange) {
  const one = { venue, exchange, id: venue === 'binance' ? 'BTCUSDT' : 'BTC-USDT', fault: undefined };
  // The calls keep the library listening. What it then knows is in its caches: a call may miss the last of two messages that come at once.
  const keep = async call => {
    try {
      while (true)
        await call();
    } catch (error) {
      one.fault ??= error;
    }
  };
  keep(() => exchange.watchTicker('BTC/USDT'));
  keep(() => exchange.watchOrderBook('BTC/USDT'));
  keep(() => exchange.watchTrades('BTC/USDT'));
  keep(() => exchange.watchOHLCV('BTC/USDT', '1m'));
  // KuCoin's tickers have the best prices in them; of Binance's the library takes them from a stream of their own.
  if (venue === 'binance')
    keep(() => exchange.watchBidsAsks(['BTC/USDT']));
  return one;
}

const ticker = one => one.exchange.tickers['BTC/USDT'];
const best = one => one.venue === 'binance' ? one.exchange.bidsasks['BTC/USDT'] : ticker(one);
const book = one => one.exchange.orderbooks['BTC/USDT'];
const trades = one => Array.from(one.exchange.trades['BTC/USDT'] ?? []);
const candles = one => new Map(Array.from(one.exchange.ohlcvs['BTC/USDT']?.['1m'] ?? []).map(candle => [candle[0], candle]));

const speaks = one => !!ticker(one) && !!best(one) && !!book(one) && trades(one).length > 0 && candles(one).size > 0;
const describe = one => ({ venue: one.venue, ticker: !!ticker(one), best: !!best(one), book: !!book(one), trades: trades(one).length, candles: candles(one).size, fault: String(one.fault ?? 'none') });

async function checkOne(checks, one, endMs) {
  const run = (name, check) => checks.run(`${one.venue} ${name}`, check);
  const tape = await checks.tape(one.venue, one.id);
  await run('watchTrades has every trade of the tape from its first on', async () => {
    assert.ok(await eventually(() => trades(one).at(-1)?.id === String(tape.at(-1).id)), JSON.stringify(describe(one)));
    const found = trades(one);
    const expected = tape.filter(trade => trade.id >= Number(found[0].id));
    assert.ok(expected.length > 20);
    assert.deepEqual(
      found.map(trade => [trade.id, trade.timestamp, trade.price, trade.amount, trade.side]),
      expected.map(trade => [String(trade.id), trade.timestamp, trade.price, trade.amount, trade.side]));
  });
  await run('watchOrderBook is the true book', async () => {
    const truth = await checks.book(one.venue, one.id);
    assert.ok(await eventually(() => Number(book(one)?.nonce) === truth.lastUpdateId), `the library is at ${book(one)?.nonce}, the book at ${truth.lastUpdateId}`);
    sameBook(book(one), truth, one.venue === 'binance' ? 200 : 30);
  });
  await run('watchTicker has the last price and the best ones', async () => {
    const truth = await checks.book(one.venue, one.id);
    const expected = [tape.at(-1).price, Number(truth.bids[0][0]), Number(truth.asks[0][0])];
    const held = () => [ticker(one)?.last, best(one)?.bid, best(one)?.ask];
    assert.ok(await eventually(() => String(held()) === String(expected)), `${held()}, but ${expected} expected`);
  });
  await run('watchOHLCV has the minute that ended in between as REST tells it', async () => {
    const ended = endMs - endMs % minute - minute;
    assert.ok(await eventually(() => candles(one).has(ended)), `candles ${[...candles(one).keys()]}`);
    const [expected] = await one.exchange.fetchOHLCV('BTC/USDT', '1m', ended, 1);
    sameCandle(candles(one).get(ended), expected, `minute ${ended}`);
  });
}
