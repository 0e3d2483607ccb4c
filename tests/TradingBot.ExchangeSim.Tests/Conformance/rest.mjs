// The library's REST calls while simulated time stands: each answer next to the simulator's truth.
import assert from 'node:assert/strict';
import { candlesOf, sameBook, sameCandle } from './checks.mjs';

const minute = 60_000;

/** Without a candle that has just begun: Binance shows it before its first trade. */
const traded = candles => candles.filter(candle => candle[5] > 0);

export async function checkRest(checks, venue, exchange, startMs) {
  const id = { binance: symbol => symbol.replace('/', ''), kucoin: symbol => symbol.replace('/', '-') }[venue];
  const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'];
  const run = (name, check) => checks.run(`${venue} ${name}`, check);

  await run('loadMarkets', async () => {
    const markets = await exchange.loadMarkets();
    assert.deepEqual(Object.keys(markets).sort(), symbols);
    const sol = markets['SOL/USDT'];
    assert.deepEqual([sol.active, sol.spot, sol.precision.price, sol.precision.amount], [true, true, venue === 'binance' ? 0.01 : 0.001, venue === 'binance' ? 0.001 : 0.0001]);
    assert.deepEqual([sol.taker, sol.maker], [0.001, 0.001]);
    assert.equal(sol.limits.cost.min, venue === 'binance' ? 5 : 0.1);
  });
  await run('fetchTime', async () => assert.equal(await exchange.fetchTime(), startMs));
  if (venue === 'kucoin')
    await run('fetchStatus', async () => assert.equal((await exchange.fetchStatus()).status, 'ok'));
  for (const depth of venue === 'binance' ? [5, 100, 1000, 5000] : [20, 100]) {
    await run(`fetchOrderBook of ${depth}`, async () => {
      const truth = await checks.book(venue, id('BTC/USDT'));
      const book = await exchange.fetchOrderBook('BTC/USDT', depth);
      sameBook(book, truth, depth);
      assert.ok(book.bids.length <= depth);
      assert.equal(Number(book.nonce), truth.lastUpdateId);
    });
  }
  await run('fetchTicker', async () => {
    for (const symbol of symbols)
      await sameTicker(checks, venue, id(symbol), await exchange.fetchTicker(symbol));
  });
  await run('fetchTickers', async () => {
    const tickers = await exchange.fetchTickers();
    assert.deepEqual(Object.keys(tickers).sort(), symbols);
    for (const symbol of symbols)
      await sameTicker(checks, venue, id(symbol), tickers[symbol]);
    assert.deepEqual(Object.keys(await exchange.fetchTickers(symbols.slice(1))).sort(), symbols.slice(1));
  });
  await run('fetchTrades', async () => {
    const tape = await checks.tape(venue, id('ETH/USDT'));
    const trades = await exchange.fetchTrades('ETH/USDT', undefined, 100, venue === 'binance' ? { fetchTradesMethod: 'publicGetTrades' } : {});
    assert.deepEqual(
      trades.map(trade => [trade.timestamp, trade.price, trade.amount, trade.side]),
      tape.slice(-trades.length).map(trade => [trade.timestamp, trade.price, trade.amount, trade.side]));
    assert.equal(trades.length, 100);
    if (venue === 'binance')
      assert.deepEqual(trades.map(trade => trade.id), tape.slice(-100).map(trade => String(trade.id)));
  });
  await checkCandles(checks, venue, exchange, id, run, startMs);
  if (venue === 'binance')
    await checkBinanceOnly(checks, exchange, symbols, id, run, startMs);
  await run('unknown symbols and arguments are refused', async () => {
    exchange.markets['NO/USDT'] = { ...exchange.markets['BTC/USDT'], id: id('NO/USDT'), symbol: 'NO/USDT' };
    await assert.rejects(exchange.fetchTrades('NO/USDT'), error => /BadSymbol|BadRequest/.test(error.constructor.name));
    delete exchange.markets['NO/USDT'];
  });
}

async function sameTicker(checks, venue, id, ticker) {
  const truth = await checks.book(venue, id);
  const tape = await checks.tape(venue, id);
  assert.equal(ticker.last, tape.at(-1).price);
  if (ticker.bid !== undefined)
    assert.deepEqual([ticker.bid, ticker.ask], [Number(truth.bids[0][0]), Number(truth.asks[0][0])]);
  assert.ok(ticker.low <= ticker.last && ticker.last <= ticker.high && ticker.baseVolume > 0);
}

async function checkCandles(checks, venue, exchange, id, run, startMs) {
  const tape = await checks.tape(venue, id('BTC/USDT'));
  const firstWhole = tape[0].timestamp - tape[0].timestamp % minute + minute;
  await run('fetchOHLCV of a minute equals the trades', async () => {
    const found = traded(await exchange.fetchOHLCV('BTC/USDT', '1m', firstWhole, 100));
    const expected = candlesOf(tape, minute, firstWhole);
    assert.equal(found.length, expected.length);
    found.forEach((candle, at) => sameCandle(candle, expected[at], `candle ${at}`));
  });
  await run('fetchOHLCV goes through the history page by page', async () => {
    const found = [];
    let since = startMs - 2 * 1440 * minute;
    while (since < startMs) {
      const page = await exchange.fetchOHLCV('BTC/USDT', '1m', since, 1000);
      assert.ok(page.length > 0 && page.length <= 1000);
      found.push(...page);
      since = page.at(-1)[0] + minute;
    }
    assert.ok(found.length >= 2 * 1440, `${found.length} candles`);
    found.slice(1).forEach((candle, at) => assert.equal(candle[0], found[at][0] + minute));
    traded(found).forEach(([, open, high, low, close]) => assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close) && low > 0));
    assert.ok(traded(found).length >= found.length - 1);
  });
  await run('fetchOHLCV of every interval is what shorter ones sum up to', async () => {
    for (const timeframe of Object.keys(exchange.timeframes).filter(name => name !== '1s')) {
      const found = traded(await exchange.fetchOHLCV('ETH/USDT', timeframe, startMs - 3 * 1000 * exchange.parseTimeframe(timeframe), 4));
      assert.ok(found.length > 0 && found.length <= 4, `${timeframe}: ${found.length}`);
      const open = found.at(-1)[0];
      assert.ok(open <= startMs, timeframe);
      // The candle under way, from the minutes since its start that the history still has.
      if (open >= startMs - 900 * minute) {
        const minutes = await exchange.fetchOHLCV('ETH/USDT', '1m', open, 1000);
        const sum = [open, minutes[0][1], Math.max(...minutes.map(row => row[2])), Math.min(...minutes.map(row => row[3])), minutes.at(-1)[4], minutes.reduce((total, row) => total + row[5], 0)];
        sameCandle(found.at(-1), sum, timeframe);
      }
    }
  });
}

async function checkBinanceOnly(checks, exchange, symbols, id, run, startMs) {
  await run('fetchTrades since a time', async () => {
    const tape = await checks.tape('binance', id('BTC/USDT'));
    const since = tape[Math.floor(tape.length / 2)].timestamp;
    const found = await exchange.fetchTrades('BTC/USDT', since, 50);
    assert.equal(found.length, 50);
    assert.ok(found.every(trade => trade.timestamp >= since));
    for (const trade of found) {
      const parts = tape.filter(part => part.id >= Number(trade.info.f) && part.id <= Number(trade.info.l));
      assert.ok(parts.every(part => part.price === trade.price && part.side === trade.side));
      assert.ok(Math.abs(parts.reduce((total, part) => total + part.amount, 0) - trade.amount) < 1e-9);
    }
    assert.equal(Number(found[0].info.f), tape.find(trade => trade.timestamp >= since).id);
  });
  await run('fetchOHLCV of a second equals the trades', async () => {
    const tape = await checks.tape('binance', id('BTC/USDT'));
    const from = startMs - 60_000;
    const expected = new Map(candlesOf(tape, 1_000, from).map(candle => [candle[0], candle]));
    const found = await exchange.fetchOHLCV('BTC/USDT', '1s', from, 60);
    assert.equal(found.length, 60);
    found.forEach(candle => expected.has(candle[0]) ? sameCandle(candle, expected.get(candle[0]), `second ${candle[0]}`) : assert.equal(candle[5], 0));
  });
  await run('fetchBidsAsks', async () => {
    const found = await exchange.fetchBidsAsks(symbols);
    for (const symbol of symbols) {
      const truth = await checks.book('binance', id(symbol));
      assert.deepEqual([found[symbol].bid, found[symbol].ask, found[symbol].bidVolume, found[symbol].askVolume],
        [truth.bids[0][0], truth.asks[0][0], truth.bids[0][1], truth.asks[0][1]].map(Number));
    }
  });
  await run('fetchLastPrices', async () => {
    const found = await exchange.fetchLastPrices();
    for (const symbol of symbols)
      assert.equal(found[symbol].price, (await checks.tape('binance', id(symbol))).at(-1).price);
  });
}
