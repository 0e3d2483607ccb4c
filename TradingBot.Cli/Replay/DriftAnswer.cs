using System.Globalization;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Research.Drift;

namespace TradingBot.Cli.Replay;

/// <summary>A drift report in words and decimal numbers.</summary>
/// <param name="LiveTrades">Orders that the strategy decided live.</param>
/// <param name="BacktestTrades">Orders that it decided in the backtest.</param>
/// <param name="Same">How many are the same, value by value.</param>
/// <param name="Differences">All others.</param>
/// <param name="Notes">What else is to be known.</param>
internal sealed record DriftAnswer(int LiveTrades, int BacktestTrades, int Same, IReadOnlyList<DriftLine> Differences, IReadOnlyList<string> Notes)
{
    public static DriftAnswer Of(DriftReport report, Instrument instrument, IReadOnlyList<string> notes) => new(report.Live.Count, report.Backtest.Count, report.Same,
        [.. report.Differences.Select(one => new DriftLine(
            DateTimeOffset.UnixEpoch.AddTicks((one.Live ?? one.Backtest!).TimeNs / 100), Text(one.Live, instrument), Text(one.Backtest, instrument), one.Cause.ToString().ToLowerInvariant(), one.What))], notes);

    private static string? Text(DriftTrade? trade, Instrument instrument)
    {
        if (trade is null) return null;
        string side = trade.Side == Side.Buy ? "buy" : "sell";
        string filled = trade.Filled.IsZero ? "" : string.Create(CultureInfo.InvariantCulture, $" {instrument.ToDecimal(trade.Filled)} for {trade.Notional}, fees {trade.Fees}");
        return $"{side}{filled}, {trade.Outcome}";
    }
}

/// <summary>A difference.</summary>
/// <param name="Time">When the live session decided, else the backtest.</param>
/// <param name="Live">What the live session did; none where it did nothing.</param>
/// <param name="Backtest">What the backtest did; none where it did nothing.</param>
/// <param name="Cause">data, timing, risk or configuration.</param>
/// <param name="What">In words.</param>
internal sealed record DriftLine(DateTimeOffset Time, string? Live, string? Backtest, string Cause, string What);
