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
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.KuCoin;

/// <summary>KuCoin spot's public market data, without a key: changes over the public snapshot of 100 levels.</summary>
internal sealed class KuCoinProtocol(KuCoinRest rest, ConnectBudget connects, bool bestPrices = false) : VenueProtocol
{
    /// <summary>Topics of one subscribe message.</summary>
    private const int TopicLimit = 100;

    /// <summary>More symbols than this are found in one answer with all of them sooner than one by one.</summary>
    private const int WholeListAbove = 8;

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

    /// <summary>The venue's name of one of <see cref="CandleSeconds"/>.</summary>
    public static string IntervalName(int seconds) => Types[seconds];

    public override Task<DateTimeOffset> FetchTimeAsync(CancellationToken cancellation) => rest.FetchTimeAsync(cancellation);

    public override async Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(IReadOnlyList<string> symbols, CancellationToken cancellation)
    {
        if (symbols.Count > WholeListAbove)
        {
            IReadOnlyDictionary<string, Instrument> all = (await rest.FetchInstrumentsAsync(cancellation)).ToDictionary(rule => rule.Symbol, StringComparer.Ordinal);
            return [.. symbols.Select(symbol => all.GetValueOrDefault(symbol) ?? throw new ExchangeException(Venue, ExchangeFailure.UnknownSymbol, $"there is no symbol {symbol}"))];
        }
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
        return new(new Uri(address), offer.PingInterval / 2, offer.PingTimeout, IsNamedByVenue: true);
    }

    /// <summary>300 topics are the limit of a connection, and an instrument takes two, with best prices three; the rest is for whole books where changes can't be used.</summary>
    public override int SymbolsPerConnection => bestPrices ? 90 : 140;

    /// <summary>100 messages in 10 s are the limit.</summary>
    public override TimeSpan MessageInterval => TimeSpan.FromMilliseconds(150);

    public override IReadOnlyList<byte[]> Subscriptions(IReadOnlyList<Instrument> instruments, bool subscribe = true)
    {
        List<byte[]> messages = [];
        string type = subscribe ? "subscribe" : "unsubscribe";
        foreach (Instrument[] page in instruments.Chunk(TopicLimit))
        {
            string symbols = string.Join(',', page.Select(instrument => instrument.VenueSymbol));
            foreach (string topic in (string[])["/market/level2", "/market/match", .. bestPrices ? ["/market/ticker"] : Array.Empty<string>()])
                messages.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"{{\"id\":\"{messages.Count + 1}\",\"type\":\"{type}\",\"topic\":\"{topic}:{symbols}\",\"privateChannel\":false,\"response\":true}}")));
        }
        return messages;
    }

    public override ConnectBudget Connects => connects;

    public override int WholeBookLevels => 50;

    public override byte[] SubscribeWholeBook(Instrument instrument, bool on) =>
        Encoding.UTF8.GetBytes($"{{\"id\":\"50\",\"type\":\"{(on ? "subscribe" : "unsubscribe")}\",\"topic\":\"/spotMarket/level2Depth50:{instrument.VenueSymbol}\",\"privateChannel\":false,\"response\":true}}");

    public override async Task<IReadOnlyList<Instrument>> FetchRankingAsync(string quoteAsset, int count, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, Instrument> rules = (await rest.FetchInstrumentsAsync(cancellation)).Where(rule => rule.IsTrading && rule.QuoteAsset == quoteAsset)
            .ToDictionary(rule => rule.VenueSymbol, StringComparer.Ordinal);
        IReadOnlyList<Turnover> turnovers = await rest.FetchTurnoversAsync(cancellation);
        return [.. turnovers.OrderByDescending(row => row.QuoteVolume).ThenBy(row => row.VenueSymbol, StringComparer.Ordinal)
            .Select(row => rules.GetValueOrDefault(row.VenueSymbol)).OfType<Instrument>().Take(count)];
    }

    public override FrameKind Parse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading) => KuCoinFrames.Parse(frame, table, reading);

    public override byte[] Ping(long number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{number}\",\"type\":\"ping\"}}"));
}
