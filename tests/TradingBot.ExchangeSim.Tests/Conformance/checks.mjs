// What the checks of both venues share: the simulator's own truth, and a tally.
import assert from 'node:assert/strict';

export class Checks {
  #address;
  failed = 0;

  constructor(address) {
    this.#address = address;
  }

  async run(name, check) {
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (error) {
      this.failed++;
      console.log(`FAILED ${name}: ${error?.constructor?.name}: ${String(error?.message ?? error).slice(0, 1000)}`);
    }
  }

  async get(path) {
    const response = await fetch(`${this.#address}${path}`);
    assert.equal(response.status, 200, path);
    return response.json();
  }

  async post(path) {
    const response = await fetch(`${this.#address}${path}`, { method: 'POST' });
    assert.equal(response.status, 200, path);
    return response.json();
  }

  book(venue, symbol) {
    return this.get(`/sim/book/${venue}/${symbol}`);
  }

  async tape(venue, symbol) {
    return (await this.get(`/sim/trades/${venue}/${symbol}`)).trades.map(trade => ({
      id: trade.id,
      sequence: trade.sequence,
      price: Number(trade.price),
      amount: Number(trade.quantity),
      side: trade.takerSide,
      timestamp: Math.floor(trade.timeNs / 1e6),
    }));
  }
}

export const levels = rows => rows.map(([price, quantity]) => [Number(price), Number(quantity)]);

/** A book of the library next to the simulator's, as far as both go. */
export function sameBook(found, truth, depth) {
  for (const side of ['bids', 'asks']) {
    const expected = levels(truth[side]).slice(0, depth);
    assert.deepEqual(Array.from(found[side]).slice(0, depth).map(([price, quantity]) => [price, quantity]), expected, side);
  }
}

/** Candles of a length out of trades or shorter candles that start at a whole one; the last may be under way. */
export function candlesOf(trades, lengthMs, fromMs) {
  const candles = new Map();
  for (const trade of trades.filter(trade => trade.timestamp >= fromMs)) {
    const open = trade.timestamp - trade.timestamp % lengthMs;
    const candle = candles.get(open) ?? [open, trade.price, trade.price, trade.price, trade.price, 0];
    candle[2] = Math.max(candle[2], trade.price);
    candle[3] = Math.min(candle[3], trade.price);
    candle[4] = trade.price;
    candle[5] += trade.amount;
    candles.set(open, candle);
  }
  return [...candles.values()];
}

/** Prices exactly, volumes up to the rounding of the sums above. */
export function sameCandle(found, expected, name) {
  assert.deepEqual(found.slice(0, 5), expected.slice(0, 5), name);
  assert.ok(Math.abs(found[5] - expected[5]) <= 1e-7 * Math.max(1, expected[5]), `${name}: volume ${found[5]}, but ${expected[5]} expected`);
}

export async function eventually(holds, patienceMs = 20_000) {
  const end = Date.now() + patienceMs;
  while (!await holds()) {
    if (Date.now() > end)
      return false;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return true;
}
