using System.Globalization;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>
/// What a test compares a client's view with. GET /sim/book/{venue}/{symbol}: the whole book, summed up order by order from the matching
/// engine (in a replay: from the tape). GET /sim/trades/{venue}/{symbol}?fromId=&amp;limit=: the tape.
/// </summary>
internal static class TruthEndpoints
{
    public sealed record TrueBook(string Venue, string Symbol, long LastUpdateId, long TimeMs, IReadOnlyList<string[]> Bids, IReadOnlyList<string[]> Asks);

    public sealed record TrueTrade(long Id, long Sequence, string Price, string Quantity, string TakerSide, long TimeNs);

    public sealed record TrueTape(string Venue, string Symbol, long FirstIdHeld, long NextId, IReadOnlyList<TrueTrade> Trades);

    private const int MostTrades = 100_000;

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapGet("/sim/book/{venue}/{symbol}", (string venue, string symbol, Simulation simulation) =>
            Answer(simulation, venue, symbol, market => BookOf(simulation, market)));
        app.MapGet("/sim/trades/{venue}/{symbol}", (string venue, string symbol, long? fromId, int? limit, Simulation simulation) =>
            Answer(simulation, venue, symbol, market => TapeOf(market, fromId ?? 0, Math.Clamp(limit ?? MostTrades, 1, MostTrades))));
    }

    private static IResult Answer(Simulation simulation, string venue, string symbol, Func<PublicMarket, object> write)
    {
        if (!VenueNames.TryParse(venue, out Venue parsed))
            return Results.Problem($"venue must be 'binance' or 'kucoin', but is '{venue}'.", statusCode: StatusCodes.Status404NotFound);
        if (simulation.FindAny(parsed, symbol) is not { } market)
        {
            string listed = string.Join(", ", simulation.MarketsOf(parsed).Select(other => other.Symbol));
            return Results.Problem($"symbol '{symbol}' is not listed at {venue}; listed are: {listed}.", statusCode: StatusCodes.Status404NotFound);
        }
        lock (simulation.Gate)
            return Results.Json(write(market));
    }

    private static TrueBook BookOf(Simulation simulation, PublicMarket market)
    {
        MatchingEngine? engine = (simulation.Source as GeneratedMarkets)?.Books.First(book => book.Market == market).Engine;
        return new TrueBook(
            VenueNames.NameOf(market.Instrument.Venue),
            market.Symbol,
            market.UpdateId,
            simulation.NowMs,
            engine is null ? Levels(market.Book.Bids) : EngineLevels(market, engine, Side.Buy),
            engine is null ? Levels(market.Book.Asks) : EngineLevels(market, engine, Side.Sell));
    }

    private static List<string[]> EngineLevels(PublicMarket market, MatchingEngine engine, Side side)
    {
        var levels = new List<string[]>();
        long price = side == Side.Buy ? engine.BestBid : engine.BestAsk == long.MaxValue ? 0 : engine.BestAsk;
        while (price != 0)
        {
            levels.Add([Text(price * market.Instrument.TickUnits), Text(engine.QuantityAt(price) * market.Instrument.LotUnits)]);
            price = side == Side.Buy ? engine.BidBelow(price) : engine.AskAbove(price);
        }
        return levels;
    }

    private static List<string[]> Levels(LevelSide side)
    {
        var levels = new List<string[]>(side.Count);
        for (int rank = 0; rank < side.Count; rank++)
            levels.Add([Text(side[rank].Price), Text(side[rank].Quantity)]);
        return levels;
    }

    private static TrueTape TapeOf(PublicMarket market, long fromId, int limit)
    {
        long firstHeld = market.NextTradeId - market.Trades.Count;
        long first = market.Trades.First + Math.Max(0, fromId - firstHeld);
        var trades = new List<TrueTrade>();
        for (long number = first; number < Math.Min(market.Trades.Next, first + limit); number++)
        {
            Trade trade = market.Trades[number];
            trades.Add(new(trade.Id, trade.Sequence, Text(trade.Price), Text(trade.Quantity), trade.BuyerIsMaker ? "sell" : "buy", trade.TimeNs));
        }
        return new TrueTape(VenueNames.NameOf(market.Instrument.Venue), market.Symbol, firstHeld, market.NextTradeId, trades);
    }

    private static string Text(long units) => ((decimal)units / Amounts.Unit).ToString(CultureInfo.InvariantCulture);
}
