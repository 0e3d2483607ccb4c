using System.Globalization;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.Live;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;

namespace TradingBot.Api.Live;

/// <summary>The stream's event for each contract, with the key that decides which later event replaces it.</summary>
internal static class LiveEventsOf
{
    // A reader that falls behind gets the newest of these, in order; older ones are of no use to a trade list or an execution toast.
    private const int TradesKept = 64;

    public static ServerEvent Ticker(TickerContract ticker) => ServerEvent.Of(LiveEvents.Ticker, $"{ticker.Venue}:{ticker.Symbol}", ticker);

    public static ServerEvent Book(BookContract book) => ServerEvent.Of(LiveEvents.Book, $"{book.Venue}:{book.Symbol}", book);

    public static ServerEvent Trade(MarketTradeContract trade) => ServerEvent.Of(
        LiveEvents.Trade, string.Create(CultureInfo.InvariantCulture, $"{trade.Venue}:{trade.Symbol}:{trade.TradeId % TradesKept}"), trade);

    public static ServerEvent Candle(LiveCandle candle) => ServerEvent.Of(
        LiveEvents.Candle,
        string.Create(CultureInfo.InvariantCulture, $"{candle.Venue}:{candle.Symbol}:{candle.IntervalSeconds}:{(candle.Closed ? candle.Candle.OpenTime.UtcTicks : 0)}"), candle);

    public static ServerEvent Portfolio(PortfolioSummary portfolio) => ServerEvent.Of(LiveEvents.Portfolio, portfolio.AccountId.ToString(), portfolio);

    public static ServerEvent Order(OrderContract order) => ServerEvent.Of(LiveEvents.Order, order.OrderId.ToString(), order);

    public static ServerEvent Execution(ExecutionContract execution) => ServerEvent.Of(LiveEvents.Execution, execution.ExecutionId.ToString(), execution);

    public static ServerEvent Strategy(StrategyContract strategy) => ServerEvent.Of(LiveEvents.Strategy, $"{strategy.AccountId}:{strategy.StrategyId}", strategy);

    public static ServerEvent Safety(SafetyStatus safety) => ServerEvent.Of(LiveEvents.Safety, "", safety);

    public static ServerEvent Venue(VenueStatus venue) => ServerEvent.Of(LiveEvents.Venue, venue.Venue, venue);

    public static ServerEvent Heartbeat(DateTimeOffset at) => ServerEvent.Of(LiveEvents.Heartbeat, "", new { at });
}
