using System.Diagnostics.Metrics;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;

namespace TradingBot.Exchanges.Status;

/// <summary>Metrics of the feeds and of the egress guard, meter <see cref="MeterName"/>.</summary>
/// <remarks>Names are without unit and without <c>_total</c>: the Prometheus text endpoint adds both.</remarks>
public sealed class FeedMetrics : IDisposable
{
    /// <summary>Name of the meter to subscribe to.</summary>
    public const string MeterName = "TradingBot.Exchanges";

    private readonly Meter _meter;
    private readonly Counter<long> _reconnects;
    private readonly Counter<long> _resyncs;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _denials;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _holes;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _suspicions;
    private readonly Histogram<double> _latency;

    /// <summary>Creates the meter; gauges read <paramref name="board"/> when they are observed.</summary>
    public FeedMetrics(FeedStatusBoard board, IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _reconnects = _meter.CreateCounter<long>("websocket_reconnects", description: "New connections after a loss.");
        _resyncs = _meter.CreateCounter<long>("book_resync", description: "Fetches of a new order book, by reason.");
        _rejected = _meter.CreateCounter<long>("messages_rejected", description: "Messages of a venue that were refused, by reason.");
        _messages = _meter.CreateCounter<long>("market_data_messages", description: "Valid messages by stream.");
        _denials = _meter.CreateCounter<long>("real_trade_attempts", description: "Requests and frames that the egress guard refused, by layer.");
        _requests = _meter.CreateCounter<long>("exchange_requests", description: "REST requests by outcome.");
        _ignored = _meter.CreateCounter<long>("market_data_ignored", description: "Messages that repeat or come after what is known, by stream and reason.");
        _gaps = _meter.CreateCounter<long>("market_data_gaps", description: "Sequence gaps found, by stream.");
        _holes = _meter.CreateCounter<long>("market_data_holes", description: "Times that missed trades could not be brought back from the venue's history.");
        _suspicions = _meter.CreateCounter<long>("egress_suspicions", description: "Exchange connections that were refused because the other end could not be trusted, by kind.");
        _latency = _meter.CreateHistogram<double>("market_data_latency", "s", "From the venue's event to our receiving it, corrected by the clock's offset.");
        _meter.CreateObservableGauge("websocket_connected", () => board.Connections().Select(connection =>
            new Measurement<int>(connection.Connected ? 1 : 0, Tag("venue", connection.Venue))), description: "1 while the venue's socket is open and subscribed.");
        _meter.CreateObservableGauge("market_data_age", () => board.Streams().Where(stream => stream.Age is not null).Select(stream =>
            new Measurement<double>(stream.Age!.Value.TotalSeconds, Tag("venue", stream.Venue), new("symbol", stream.Symbol), new("stream", Name(stream.Stream)))),
            "s", "Time since the last valid message or proof of life.");
        _meter.CreateObservableGauge("venue_price_divergence", () => board.Divergences().Select(pair =>
            new Measurement<double>((double)pair.Value, new KeyValuePair<string, object?>("symbol", pair.Key))),
            description: "How far the venues' prices of a symbol are apart, as a fraction of the lower one, while both books are live.");
        _meter.CreateObservableGauge("venue_price_diverges", () => board.Divergences().Select(pair =>
            new Measurement<int>(pair.Value > board.DivergenceLimit ? 1 : 0, new KeyValuePair<string, object?>("symbol", pair.Key))),
            description: "1 while the venues' prices of a symbol are further apart than the configured limit.");
        _meter.CreateObservableGauge("exchange_blocked", () => board.Connections().Select(connection =>
            new Measurement<int>(connection.BlockedUntil is not null ? 1 : 0, Tag("venue", connection.Venue))), description: "1 while the venue has ordered us to send nothing.");
        _meter.CreateObservableGauge("exchange_circuit_open", () => board.Connections().Select(connection =>
            new Measurement<int>(connection.CircuitOpenUntil is not null ? 1 : 0, Tag("venue", connection.Venue))), description: "1 while requests are held back because the last ones failed.");
        // A counter that is not there yet can't be told from one that is lost.
        foreach (Venue venue in (ReadOnlySpan<Venue>)[Venue.Binance, Venue.KuCoin]) _reconnects.Add(0, Tag("venue", venue));
        foreach (EgressLayer layer in Enum.GetValues<EgressLayer>())
            _denials.Add(0, new KeyValuePair<string, object?>("layer", Name(layer)));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Reconnected(Venue venue) => _reconnects.Add(1, Tag("venue", venue));

    internal void Resynced(Venue venue, string reason) => _resyncs.Add(1, Tag("venue", venue), new("reason", reason));

    internal void Ignored(Venue venue, StreamKind stream, string reason) => _ignored.Add(1, Tag("venue", venue), new("stream", Name(stream)), new("reason", reason));

    internal void Gapped(Venue venue, StreamKind stream) => _gaps.Add(1, Tag("venue", venue), new("stream", Name(stream)));

    internal void Holed(Venue venue) => _holes.Add(1, Tag("venue", venue));

    internal void Suspected(string kind) => _suspicions.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void Rejected(Venue venue, string reason) => _rejected.Add(1, Tag("venue", venue), new("reason", reason));

    internal void Received(Venue venue, StreamKind stream) => _messages.Add(1, Tag("venue", venue), new("stream", Name(stream)));

    internal void Denied(EgressLayer layer) => _denials.Add(1, new KeyValuePair<string, object?>("layer", Name(layer)));

    internal void Requested(Venue venue, string outcome) => _requests.Add(1, Tag("venue", venue), new("outcome", outcome));

    internal void Late(Venue venue, StreamKind stream, TimeSpan latency) =>
        _latency.Record(latency.TotalSeconds, Tag("venue", venue), new("stream", Name(stream)));

    private static KeyValuePair<string, object?> Tag(string name, Venue venue) => new(name, venue == Venue.KuCoin ? "kucoin" : "binance");

    private static string Name(StreamKind stream) => stream == StreamKind.Book ? "book" : "trades";

    private static string Name(EgressLayer layer) => layer switch
    {
        EgressLayer.Request => "request",
        EgressLayer.Address => "address",
        EgressLayer.Frame => "frame",
        _ => throw new ArgumentOutOfRangeException(nameof(layer), layer, "a layer without a name"),
    };
}
