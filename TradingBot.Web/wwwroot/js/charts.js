// Charts by TradingView Lightweight Charts (Apache-2.0); its attribution logo stays on.
import { AreaSeries, CandlestickSeries, ColorType, CrosshairMode, createChart, createSeriesMarkers } from '../lib/lightweight-charts.standalone.production.mjs';

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function look() {
  return {
    layout: { background: { type: ColorType.Solid, color: colour('--panel') }, textColor: colour('--muted'), fontFamily: 'inherit', fontSize: 11, attributionLogo: true },
    grid: { vertLines: { color: colour('--grid') }, horzLines: { color: colour('--grid') } },
    rightPriceScale: { borderColor: colour('--line') },
    timeScale: { borderColor: colour('--line') },
  };
}

function open(element, dress, extra) {
  const chart = createChart(element, {
    autoSize: true,
    crosshair: { mode: CrosshairMode.Normal },
    ...look(),
    ...extra,
    timeScale: { ...look().timeScale, timeVisible: true, secondsVisible: true, rightOffset: 4 },
  });
  const themed = new MutationObserver(() => { chart.applyOptions(look()); dress(); });
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return { chart, close: () => { themed.disconnect(); chart.remove(); } };
}

// The library wants rising times; of several points within a second the last one counts.
function rising(points) {
  const byTime = new Map(points.map(point => [point.time, point]));
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

export function equityChart(element) {
  let series;
  const dress = () => series.applyOptions({ lineColor: colour('--accent'), topColor: colour('--accent-veil'), bottomColor: 'transparent' });
  const { chart, close } = open(element, () => dress(), {});
  series = chart.addSeries(AreaSeries, { lineWidth: 2, priceFormat: { type: 'price', precision: 2, minMove: 0.01 } });
  dress();
  const shape = ([time, value]) => ({ time, value });
  const few = 120;
  let last = 0;
  let count = 0;
  return {
    set: points => {
      const data = rising(points.map(shape));
      last = data.length ? data.at(-1).time : 0;
      count = data.length;
      series.setData(data);
      chart.timeScale().fitContent();
    },
    add: point => {
      if (point[0] < last) return;
      if (point[0] > last) count++;
      last = point[0];
      series.update(shape(point));
      if (count < few) chart.timeScale().fitContent(); // A young curve fills the chart; an old one stays where it was put.
    },
    close,
  };
}

export function candleChart(element, decimals) {
  let series;
  const dress = () => series.applyOptions({
    upColor: colour('--gain'), wickUpColor: colour('--gain'), borderUpColor: colour('--gain'),
    priceLineColor: colour('--accent'),
    downColor: colour('--panel'), wickDownColor: colour('--loss'), borderDownColor: colour('--loss'),
  });
  const { chart, close } = open(element, () => { dress(); mark(); }, {});
  series = chart.addSeries(CandlestickSeries, { priceFormat: { type: 'price', precision: decimals, minMove: 1 / 10 ** decimals } });
  dress();
  const markers = createSeriesMarkers(series, []);
  const shape = ([time, open, high, low, close]) => ({ time, open, high, low, close });
  let trades = [];
  const mark = () => markers.setMarkers(trades.map(([time, isBuy, text]) => ({
    time, text, shape: isBuy ? 'arrowUp' : 'arrowDown', position: isBuy ? 'belowBar' : 'aboveBar', color: colour(isBuy ? '--gain' : '--loss'),
  })));
  return {
    set: bars => {
      series.setData(rising(bars.map(shape)));
      chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, bars.length - 120), to: bars.length + 4 });
    },
    update: bars => { for (const bar of bars) series.update(shape(bar)); },
    mark: list => { trades = list; mark(); },
    close,
  };
}
