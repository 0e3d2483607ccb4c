// Prints, as JSON, a price series and what two published libraries make of it: technicalindicators (npm, MIT) and trading-signals (npm, MIT).
// Each value stands at the index of the price that completes it; null before that.
import { ATR, BollingerBands, EMA, MACD, RSI, SMA } from 'technicalindicators';
import * as signals from 'trading-signals';

const count = 600;
let state = 42;
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
const close = [];
const high = [];
const low = [];
for (let at = 0, price = 60000; at < count; at++) {
  price = Math.round((price + (random() - 0.5) * 40) * 100) / 100;
  close.push(price);
  high.push(Math.round((price + random() * 15) * 100) / 100);
  low.push(Math.round((price - random() * 15) * 100) / 100);
}

const late = (values) => [...Array(count - values.length).fill(null), ...values];
const streamed = (indicator, inputs) => inputs.map((input) => {
  indicator.update(input, false);
  return indicator.isStable ? indicator.getResultOrThrow() : null;
});
const bars = close.map((_, at) => ({ high: high[at], low: low[at], close: close[at] }));
const bands = BollingerBands.calculate({ period: 20, stdDev: 2, values: close });
const macd = MACD.calculate({ fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false, values: close });
const signalBands = streamed(new signals.BollingerBands(20, 2), close);

console.log(JSON.stringify({
  close, high, low,
  libraries: {
    technicalindicators: {
      sma20: late(SMA.calculate({ period: 20, values: close })),
      ema10: late(EMA.calculate({ period: 10, values: close })),
      rsi14: late(RSI.calculate({ period: 14, values: close })),
      atr14: late(ATR.calculate({ period: 14, high, low, close })),
      upper20: late(bands.map((band) => band.upper)),
      lower20: late(bands.map((band) => band.lower)),
      macd: late(macd.map((value) => value.MACD ?? null)),
      macdSignal: late(macd.map((value) => value.signal ?? null)),
    },
    'trading-signals': {
      sma20: streamed(new signals.SMA(20), close),
      ema10: streamed(new signals.EMA(10), close),
      rsi14: streamed(new signals.RSI(14), close),
      atr14: streamed(new signals.ATR(14), bars),
      upper20: signalBands.map((band) => band?.upper ?? null),
      lower20: signalBands.map((band) => band?.lower ?? null),
    },
  },
}));
