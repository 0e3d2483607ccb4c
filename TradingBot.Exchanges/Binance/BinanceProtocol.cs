using System.Globalization;
using System.Text;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Binance.Http;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Binance;

/// <summary>Binance spot's public market data.</summary>
internal sealed class BinanceProtocol(BinanceRest rest, Uri streams, ConnectBudget connects, bool bestPrices = false) : VenueProtocol
{
    /// <summary>Instruments in one subscribe message; twice as many streams.</summary>
    private const int SymbolsPerMessage = 100;

    /// <summary>Instruments whose rules are read by one request, so that its address stays short.</summary>
    private const int RulesPerRequest = 100;

    private static readonly SortedDictionary<int, string> Intervals = new()
    {
        [1] = "1s",
        [60] = "1m",
        [180] = "3m",
        [300] = "5m",
        [900] = "15m",
        [1800] = "30m",
        [3600] = "1h",
        [7200] = "2h",
        [14400] = "4h",
        [21600] = "6h",
        [28800] = "8h",
        [43200] = "12h",
        [86400] = "1d",
    };

    public override Venue Venue => Venue.Binance;

    public override bool TradesAreContiguous => true;

    public override bool GreetsFirst => false;

    public override IReadOnlyList<int> CandleSeconds { get; } = [.. Intervals.Keys];

    /// <summary>The venue's name of one of <see cref="CandleSeconds"/>.</summary>
    public static string IntervalName(int seconds) => Intervals[seconds];

    public override Task<DateTimeOffset> FetchTimeAsync(CancellationToken cancellation) => rest.FetchTimeAsync(cancellation);

    public override async Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(IReadOnlyList<string> symbols, CancellationToken cancellation)
    {
        IReadOnlyList<Instrument> all;
        try
        {
            all = [];
            foreach (string[] page in symbols.Chunk(RulesPerRequest)) all = [.. all, .. await rest.FetchInstrumentsAsync([.. page.Select(VenueSymbol)], cancellation)];
        }
        catch (ExchangeException e) when (e.Failure == ExchangeFailure.Refused && symbols.Count > 1)
        {
            // One unknown symbol makes Binance refuse the whole list without naming it, so each is asked alone.
            all = [];
            foreach (string symbol in symbols) all = [.. all, .. await FetchInstrumentsAsync([symbol], cancellation)];
        }
        catch (ExchangeException e) when (e.Failure == ExchangeFailure.Refused && e.Message.Contains("-1121", StringComparison.Ordinal))
        {
            throw new ExchangeException(Venue, ExchangeFailure.UnknownSymbol, $"there is no symbol {symbols[0]}", e);
        }
        return [.. symbols.Select(symbol => all.FirstOrDefault(instrument => instrument.Symbol == symbol)
            ?? throw new ExchangeException(Venue, ExchangeFailure.UnknownSymbol, $"there is no symbol {symbol}"))];
    }

    public override Task<VenueBook> FetchBookAsync(Instrument instrument, CancellationToken cancellation) => rest.FetchBookAsync(instrument, cancellation);

    public override Task<long> FetchBookNumberAsync(Instrument instrument, CancellationToken cancellation) => rest.FetchBookNumberAsync(instrument, cancellation);

    public override Task<IReadOnlyList<Bar>> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) =>
        rest.FetchCandlesAsync(instrument, intervalSeconds, Intervals[intervalSeconds], from, to, cancellation);

    public override Task<TradeHistory> FetchTradesAsync(Instrument instrument, long afterTradeId, DateTimeOffset afterTime, CancellationToken cancellation) =>
        rest.FetchTradesAsync(instrument, afterTradeId, afterTime, cancellation);

    public override Task<TradePrint?> FetchLastTradeAsync(Instrument instrument, CancellationToken cancellation) =>
        rest.FetchLastTradeAsync(instrument, cancellation);

    /// <summary>The venue sends ping frames every 20 s, which the socket answers by itself.</summary>
    public override Task<SocketPlan> PlanSocketAsync(CancellationToken cancellation) =>
        Task.FromResult(new SocketPlan(new Uri(streams.GetLeftPart(UriPartial.Authority) + "/stream"), null, TimeSpan.Zero));

    /// <summary>1024 streams are the limit of a connection, and an instrument takes two, with best prices three.</summary>
    public override int SymbolsPerConnection => bestPrices ? 340 : 512;

    /// <summary>Five messages a second are the limit, and answers to the venue's pings count too.</summary>
    public override TimeSpan MessageInterval => TimeSpan.FromMilliseconds(300);

    public override IReadOnlyList<byte[]> Subscriptions(IReadOnlyList<Instrument> instruments, bool subscribe = true) =>
        [.. instruments.Chunk(SymbolsPerMessage).Select((page, at) => Subscription(page, at + 1, subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE"))];

    private byte[] Subscription(Instrument[] instruments, int number, string method)
    {
        IEnumerable<string> names = instruments.SelectMany(instrument =>
        {
            // Stream names are in lower case by the venue's rule.
            string symbol = string.Create(instrument.VenueSymbol.Length, instrument.VenueSymbol, static (lower, upper) => upper.AsSpan().ToLowerInvariant(lower));
            return (string[])[$"\"{symbol}@depth@100ms\"", $"\"{symbol}@trade\"", .. bestPrices ? [$"\"{symbol}@bookTicker\""] : Array.Empty<string>()];
        });
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"method\":\"{method}\",\"params\":[{string.Join(',', names)}],\"id\":{number}}}"));
    }

    /// <summary>The tickers say the turnover but not the assets, so the rules of the first ones are read, with some to spare for those that are halted.</summary>
    public override async Task<IReadOnlyList<Instrument>> FetchRankingAsync(string quoteAsset, int count, CancellationToken cancellation)
    {
        IReadOnlyList<string> ranked = await rest.FetchTurnoversAsync(quoteAsset, cancellation);
        List<Instrument> ranking = [];
        foreach (string[] page in ranked.Chunk(RulesPerRequest))
        {
            IReadOnlyList<Instrument> rules = await rest.FetchInstrumentsAsync(page, cancellation);
            ranking.AddRange(page.Select(symbol => rules.FirstOrDefault(rule => rule.VenueSymbol == symbol)).OfType<Instrument>()
                .Where(rule => rule.IsTrading && rule.QuoteAsset == quoteAsset && SymbolName.IsValid(rule.Symbol)));
            if (ranking.Count >= count) break;
        }
        return [.. ranking.Take(count)];
    }

    public override ConnectBudget Connects => connects;

    public override FrameKind Parse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading) => BinanceFrames.Parse(frame, table, reading);

    public override byte[] Ping(long number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":{number}}}"));

    private static string VenueSymbol(string symbol) => symbol.Replace("-", "", StringComparison.Ordinal);
}
