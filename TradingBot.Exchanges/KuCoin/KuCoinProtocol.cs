using System.Globalization;
using System.Text;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.KuCoin.Http;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.KuCoin;

/// <summary>KuCoin spot's public market data, without a key: changes over the public snapshot of 100 levels.</summary>
internal sealed class KuCoinProtocol(KuCoinRest rest) : VenueProtocol
{
    /// <summary>Topics of one subscribe message.</summary>
    private const int TopicLimit = 100;

    private static readonly SortedDictionary<int, string> Types = new()
    {
        [60] = "1min",
        [180] = "3min",
        [300] = "5min",
        [900] = "15min",
        [1800] = "30min",
        [3600] = "1hour",
        [7200] = "2hour",
        [14400] = "4hour",
        [21600] = "6hour",
        [28800] = "8hour",
        [43200] = "12hour",
        [86400] = "1day",
    };

    public override Venue Venue => Venue.KuCoin;

    /// <summary>Match sequences are shared with other changes of the book, so they skip.</summary>
    public override bool TradesAreContiguous => false;

    public override bool GreetsFirst => true;

    public override IReadOnlyList<int> CandleSeconds { get; } = [.. Types.Keys];

    public override Task<DateTimeOffset> FetchTimeAsync(CancellationToken cancellation) => rest.FetchTimeAsync(cancellation);

    public override async Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(IReadOnlyList<string> symbols, CancellationToken cancellation)
    {
        List<Instrument> instruments = [];
        foreach (string symbol in symbols) instruments.Add(await rest.FetchInstrumentAsync(symbol, cancellation));
        return instruments;
    }

    public override Task<VenueBook> FetchBookAsync(Instrument instrument, CancellationToken cancellation) => rest.FetchBookAsync(instrument, cancellation);

    public override Task<long> FetchBookNumberAsync(Instrument instrument, CancellationToken cancellation) => rest.FetchBookNumberAsync(instrument, cancellation);

    public override Task<IReadOnlyList<Bar>> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) =>
        rest.FetchCandlesAsync(instrument, intervalSeconds, Types[intervalSeconds], from, to, cancellation);

    public override Task<TradeHistory> FetchTradesAsync(Instrument instrument, long afterTradeId, DateTimeOffset afterTime, CancellationToken cancellation) =>
        rest.FetchTradesAsync(instrument, afterTradeId, cancellation);

    public override async Task<TradePrint?> FetchLastTradeAsync(Instrument instrument, CancellationToken cancellation)
    {
        TradeHistory history = await rest.FetchTradesAsync(instrument, -1, cancellation);
        return history.Trades.Count > 0 ? history.Trades[^1] : null;
    }

    /// <summary>A token is fetched for every connection: an old one may have expired.</summary>
    public override async Task<SocketPlan> PlanSocketAsync(CancellationToken cancellation)
    {
        SocketOffer offer = await rest.FetchSocketAsync(cancellation);
        if (!Uri.TryCreate(offer.Endpoint, UriKind.Absolute, out Uri? endpoint))
            throw new ExchangeException(Venue, ExchangeFailure.Unreadable, "the socket's address is no address");
        string address = $"{endpoint.GetLeftPart(UriPartial.Path)}?token={Uri.EscapeDataString(offer.Token)}&connectId={Guid.NewGuid():N}";
        // Twice as often as asked, so that a link that died quietly is found sooner.
        return new(new Uri(address), offer.PingInterval / 2, offer.PingTimeout);
    }

    public override IReadOnlyList<byte[]> Subscriptions(IReadOnlyList<Instrument> instruments)
    {
        List<byte[]> messages = [];
        foreach (Instrument[] page in instruments.Chunk(TopicLimit))
        {
            string symbols = string.Join(',', page.Select(instrument => instrument.VenueSymbol));
            foreach (string topic in (string[])["/market/level2", "/market/match"])
                messages.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"{{\"id\":\"{messages.Count + 1}\",\"type\":\"subscribe\",\"topic\":\"{topic}:{symbols}\",\"privateChannel\":false,\"response\":true}}")));
        }
        return messages;
    }

    public override FrameKind Parse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading) => KuCoinFrames.Parse(frame, table, reading);

    public override byte[] Ping(long number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{number}\",\"type\":\"ping\"}}"));
}
