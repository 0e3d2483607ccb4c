using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Tests.Status;

public sealed class FeedMetricsTests
{
    [Fact]
    public void Instruments_have_the_names_and_units_that_the_text_endpoint_makes_the_published_ones_of()
    {
        FeedStatusBoard board = new(TimeProvider.System);
        board.Connection(Venue.KuCoin).Connected(1, DateTimeOffset.UnixEpoch);
        board.Stream(Venue.KuCoin, "BTC-USDT", StreamKind.Book).Received(DateTimeOffset.UnixEpoch, null);
        ConcurrentDictionary<string, string?> units = new();
        ConcurrentBag<string> measured = [];
        using MeterListener listener = new();
        FeedMetrics? metrics = null;
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name != FeedMetrics.MeterName) return;
            units[instrument.Name] = instrument.Unit;
            listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, 0, tags));
        listener.Start();
        using (metrics = new FeedMetrics(board))
        {
            metrics.Resynced(Venue.Binance, "gap");
            metrics.Denied(EgressLayer.Frame);
            metrics.Late(Venue.Binance, StreamKind.Trades, TimeSpan.FromMilliseconds(1));
            listener.RecordObservableInstruments();
        }
        Assert.Equal("s", units["market_data_latency"]);
        Assert.Equal("s", units["market_data_age"]);
        Assert.Superset(new HashSet<string>(["websocket_connected", "websocket_reconnects", "book_resync", "messages_rejected", "real_trade_attempts"]), units.Keys.ToHashSet());
        Assert.Contains("book_resync 1 venue=binance reason=gap", measured);
        Assert.Contains("real_trade_attempts 0 layer=request", measured);
        Assert.Contains("real_trade_attempts 1 layer=frame", measured);
        Assert.Contains("websocket_connected 1 venue=kucoin", measured);
        Assert.Contains("market_data_age 0 venue=kucoin symbol=BTC-USDT stream=book", measured);
        Assert.Contains("market_data_latency 0 venue=binance stream=trades", measured);

        void Note(System.Diagnostics.Metrics.Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string text = $"{instrument.Name} {value}";
            foreach (KeyValuePair<string, object?> tag in tags) text += $" {tag.Key}={tag.Value}";
            measured.Add(text);
        }
    }
}
