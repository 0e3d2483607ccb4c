using System.Globalization;
using System.Text.Json;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.KuCoin.Http;

/// <summary>KuCoin's public REST interface, as far as it is used.</summary>
internal sealed class KuCoinRest(VenueRest rest, KuCoinReadKey? key = null)
{
    private const int CandleLimit = 1500;

    public async Task<DateTimeOffset> FetchTimeAsync(CancellationToken cancellation) =>
        await GetAsync("/api/v1/timestamp", "", 3, data => DateTimeOffset.FromUnixTimeMilliseconds(data.Integer()), cancellation);

    public async Task<Instrument> FetchInstrumentAsync(string symbol, CancellationToken cancellation) =>
        await GetAsync($"/api/v2/symbols/{symbol}", "", 4, data => data.ValueKind == JsonValueKind.Null
            ? throw new ExchangeException(Venue.KuCoin, ExchangeFailure.UnknownSymbol, $"there is no symbol {symbol}")
            : KuCoinAnswers.InstrumentOf(data), cancellation);

    /// <summary>All instruments whose rules can be told exactly; what is finer than the engine's scales can't be traded here anyway.</summary>
    public Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(CancellationToken cancellation) => GetAsync("/api/v2/symbols", "", 4, KuCoinAnswers.Instruments, cancellation);

    public Task<IReadOnlyList<Turnover>> FetchTurnoversAsync(CancellationToken cancellation) =>
        GetAsync("/api/v1/market/allTickers", "", 15, KuCoinAnswers.Turnovers, cancellation);

    /// <summary>The full book where a proven read-only key opens it, else the public one of 100 levels.</summary>
    public async Task<VenueBook> FetchBookAsync(Instrument instrument, CancellationToken cancellation)
    {
        string query = $"?symbol={instrument.VenueSymbol}";
        if (key is { State: ReadKeyState.Good })
        {
            try
            {
                return await GetAsync(KuCoinSigner.PathOf(SignedGet.FullBook), query, 3, data => KuCoinAnswers.Book(data, instrument, levels: int.MaxValue), cancellation);
            }
            catch (ExchangeException refused) when (refused.Failure is ExchangeFailure.Refused or ExchangeFailure.NotAllowed)
            {
                key.Discard("the full book was refused with it");
            }
        }
        return await GetAsync("/api/v1/market/orderbook/level2_100", query, 4, data => KuCoinAnswers.Book(data, instrument), cancellation);
    }

    public Task<long> FetchBookNumberAsync(Instrument instrument, CancellationToken cancellation) =>
        GetAsync("/api/v1/market/orderbook/level2_20", $"?symbol={instrument.VenueSymbol}", 2, data => data.Field("sequence").Integer(), cancellation);

    public async Task<IReadOnlyList<Bar>> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, string type, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        List<Bar> bars = [];
        // The venue counts in seconds: a bar that opens within the second of `from` but before it was not asked for.
        long first = WholeSecondFrom(from);
        long end = WholeSecondFrom(to);
        for (long start = first; start < end; start += (long)CandleLimit * intervalSeconds)
        {
            long pageEnd = Math.Min(end, start + (long)CandleLimit * intervalSeconds);
            string query = string.Create(CultureInfo.InvariantCulture, $"?type={type}&symbol={instrument.VenueSymbol}&startAt={start}&endAt={pageEnd}");
            IReadOnlyList<Bar> page = await GetAsync("/api/v1/market/candles", query, 3, data => KuCoinAnswers.Candles(data, instrument, intervalSeconds), cancellation);
            // Whether the end belongs to the range is not documented, so it is cut here.
            bars.AddRange(page.Where(bar => bar.OpenTimeNs >= start * 1_000_000_000 && bar.OpenTimeNs < pageEnd * 1_000_000_000));
        }
        return bars;
    }

    private static long WholeSecondFrom(DateTimeOffset time) => time.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds();

    /// <summary>The venue's history has 100 trades; it is complete when it reaches back to the asked one.</summary>
    public async Task<TradeHistory> FetchTradesAsync(Instrument instrument, long afterTradeId, CancellationToken cancellation)
    {
        IReadOnlyList<TradePrint> recent = await GetAsync("/api/v1/market/histories", $"?symbol={instrument.VenueSymbol}", 3,
            data => KuCoinAnswers.Trades(data, instrument), cancellation);
        return new([.. recent.Where(trade => trade.TradeId > afterTradeId)], recent.Count == 0 || recent[0].TradeId <= afterTradeId);
    }

    public async Task<SocketOffer> FetchSocketAsync(CancellationToken cancellation)
    {
        byte[] body = await rest.PostEmptyAsync("/api/v1/bullet-public", 10, cancellation);
        return Open("/api/v1/bullet-public", body, KuCoinAnswers.Socket);
    }

    private async Task<T> GetAsync<T>(string path, string query, int weight, Func<JsonElement, T> read, CancellationToken cancellation) =>
        Open(path, await rest.GetAsync(path, query, weight, cancellation), read);

    /// <summary>Anything but code "200000" is an error, even when the status is 200.</summary>
    private static T Open<T>(string path, byte[] body, Func<JsonElement, T> read) => JsonAnswer.Read(Venue.KuCoin, path, body, root =>
    {
        string code = root.Text("code");
        if (code == "200000") return read(root.Field("data"));
        string words = root.TryGetProperty("msg", out JsonElement message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : "";
        throw new ExchangeException(Venue.KuCoin, code is "900001" or "400100" ? ExchangeFailure.UnknownSymbol : ExchangeFailure.Refused, $"{path} was answered {code}: {words}");
    });
}
