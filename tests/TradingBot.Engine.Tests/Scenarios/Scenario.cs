using System.Globalization;
using System.Text;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>Plays a story written as text, one line per event: what is done, an arrow, what is expected of it ("-" for nothing).</summary>
/// <remarks>
/// book BIDS | ASKS, delta BIDS | ASKS (levels are quantity@price); trade buy|sell QUANTITY@PRICE (the taker's side), with "early" for one that
/// the venue dates no later than the last book; buy|sell QUANTITY market|PRICE [ioc|fok|post|gtc|gtd:SECONDS] [stop|take:PRICE] [trail:DISTANCE or trail:PERCENT%]
/// [from:PRICE] [on:best] [reduce] [stp:MODE] [show:QUANTITY] [exits:PROFIT/STOP/LIMIT]; pair buy|sell QUANTITY PRICE STOP [LIMIT]; amend #N [price:PRICE] [quantity:QUANTITY]; buy|sell quote:AMOUNT market; cancel #N; cancel all [INSTRUMENT]; status S; mode M; tick SECONDS; restart; free, locked ASSET; position; waits #N; equity.
/// </remarks>
internal static class Scenario
{
    internal static void Play(TradingSession session, string story)
    {
        StringBuilder expected = new();
        StringBuilder actual = new();
        foreach (string line in story.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split("->", StringSplitOptions.TrimEntries);
            string result = Do(session, parts[0]);
            expected.AppendLine(CultureInfo.InvariantCulture, $"{parts[0]} -> {parts[1]}");
            actual.AppendLine(CultureInfo.InvariantCulture, $"{parts[0]} -> {result}");
        }

        Assert.Equal(expected.ToString(), actual.ToString());
    }

    private static string Do(TradingSession session, string action)
    {
        string[] words = action.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "book": WithLevels(action, session.Book); break;
            case "delta": WithLevels(action, session.Delta); break;
            case "trade": Trade(session, words); break;
            case "buy": return Place(session, Side.Buy, words);
            case "sell": return Place(session, Side.Sell, words);
            case "pair": return Pair(session, words);
            case "cancel": return Cancel(session, words);
            case "amend": return Amend(session, words);
            case "status": session.Status(Enum.Parse<MarketStatus>(words[1])); break;
            case "mode": session.Control(Enum.Parse<TradingMode>(words[1])); break;
            case "free": return session.View().Balances.SingleOrDefault(balance => balance.Asset == words[1])?.Free.ToString() ?? "0";
            case "locked": return session.View().Balances.SingleOrDefault(balance => balance.Asset == words[1])?.Locked.ToString() ?? "0";
            case "position": return Position(session);
            case "tick": session.Tick(TimeSpan.FromSeconds((double)Amount(words[1]))); break;
            case "restart": session.Restart(); return "-";
            case "equity": return $"{session.View().Equity} peak {session.View().PeakEquity}";
            case "waits": return session.View().OpenOrders.Single(order => order.Terms.OrderNumber == Number(words[1])).WaitsBecause;
            default: throw new ArgumentException($"unknown action {action}");
        }

        return Results(session);
    }

    private static void WithLevels(string action, Action<string, string, int> send)
    {
        string[] sides = action[(action.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split('|');
        send(sides[0], sides[1], 1);
    }

    private static void Trade(TradingSession session, string[] words)
    {
        string[] parts = words[2].Split('@');
        long? time = words.Length > 3 ? session.LastBookTimeNs : null;
        session.Trade(Amount(parts[0]), Amount(parts[1]), Enum.Parse<Side>(words[1], ignoreCase: true), exchangeTimeNs: time);
    }

    private static string Place(TradingSession session, Side side, string[] words)
    {
        bool isMarket = words[2] == "market";
        bool isQuote = words[1].StartsWith("quote:", StringComparison.Ordinal);
        OrderOptions options = new() { QuoteQuantity = isQuote ? Amount(words[1][6..]) : null };
        OrderType type = isMarket ? OrderType.Market : OrderType.Limit;
        TimeInForce timeInForce = TimeInForce.GoodTillCancel;
        foreach (string word in words.Skip(3))
        {
            string[] parts = word.Split(':');
            switch (parts[0])
            {
                case "gtc": break;
                case "ioc": timeInForce = TimeInForce.ImmediateOrCancel; break;
                case "fok": timeInForce = TimeInForce.FillOrKill; break;
                case "post": timeInForce = TimeInForce.PostOnly; break;
                case "gtd":
                    timeInForce = TimeInForce.GoodTillDate;
                    options = options with { ExpireTimeNs = session.NowNs + (long)(Amount(parts[1]) * 1_000_000_000m) };
                    break;
                case "stop": (type, options) = (isMarket ? OrderType.Stop : OrderType.StopLimit, options with { TriggerPrice = Amount(parts[1]) }); break;
                case "take": (type, options) = (isMarket ? OrderType.TakeProfit : OrderType.TakeProfitLimit, options with { TriggerPrice = Amount(parts[1]) }); break;
                case "trail" when parts[1].EndsWith('%'): (type, options) = (OrderType.TrailingStop, options with { TrailingPercent = Amount(parts[1][..^1]) }); break;
                case "trail": (type, options) = (OrderType.TrailingStop, options with { TrailingDistance = Amount(parts[1]) }); break;
                case "from": options = options with { ActivationPrice = Amount(parts[1]) }; break;
                case "on": options = options with { TriggerSource = TriggerSource.BestPrice }; break;
                case "stp": options = options with { SelfTradePrevention = Enum.Parse<SelfTradePrevention>(parts[1], ignoreCase: true) }; break;
                case "show": options = options with { DisplayQuantity = Amount(parts[1]) }; break;
                case "exits": options = options with { Exits = Exits(parts[1].Split('/')) }; break;
                case "reduce": options = options with { IsReduceOnly = true }; break;
                default: throw new ArgumentException($"unknown word {word}");
            }
        }

        CommandAnswer answer = session.Place(
            side, type, isQuote ? 0 : Amount(words[1]), isMarket ? null : Amount(words[2]), timeInForce, options: options == OrderOptions.None ? null : options);
        OrderRejected? rejected = session.Last.Events.OfType<OrderRejected>().SingleOrDefault(refused => refused.OrderId == answer.OrderId);
        Assert.Equal(rejected?.Reason ?? RejectReason.None, answer.Reason);
        Assert.Equal(rejected?.Message, answer.Message);
        return Results(session);
    }

    // Take-profit, stop, limit of the stop; an empty one is none.
    private static ExitOptions Exits(string[] prices)
    {
        decimal? At(int index) => index < prices.Length && prices[index].Length > 0 ? Amount(prices[index]) : null;
        return new(At(0), At(1), At(2));
    }

    private static string Pair(TradingSession session, string[] words)
    {
        session.Command(id => new PlacePair(id, TradingSession.Alice, new(1), Enum.Parse<Side>(words[1], ignoreCase: true), Amount(words[2]), Amount(words[3]), Amount(words[4]),
            words.Length > 5 ? Amount(words[5]) : null));
        return Results(session);
    }

    private static string Cancel(TradingSession session, string[] words)
    {
        CommandAnswer answer = words[1] == "all"
            ? session.Command(id => new CancelAllOrders(id, TradingSession.Alice, OrderEndReason.Requested, words.Length > 2 ? new((int)Number(words[2])) : null))
            : session.Cancel(DerivedId.Order(TradingSession.Alice, Number(words[1])));
        return answer.Reason == RejectReason.None ? Results(session) : $"refused {answer.Reason}: {answer.Message}";
    }

    private static string Amend(TradingSession session, string[] words)
    {
        decimal? Given(string name) => words.SingleOrDefault(word => word.StartsWith(name, StringComparison.Ordinal)) is { } word ? Amount(word[name.Length..]) : null;
        CommandAnswer answer = session.Command(id => new AmendOrder(
            id, TradingSession.Alice, DerivedId.Order(TradingSession.Alice, Number(words[1])), Given("price:"), Given("quantity:")));
        return answer.Reason == RejectReason.None ? Results(session) : $"refused {answer.Reason}: {answer.Message}";
    }

    private static string Position(TradingSession session)
    {
        PositionView position = session.View().Positions.Single();
        return $"{position.Quantity} cost {position.Cost} average {position.AverageCost?.ToString() ?? "none"} realized {position.RealizedProfit} unrealized {position.UnrealizedProfit}";
    }

    private static string Results(TradingSession session)
    {
        List<string> results = [];
        foreach (EngineEvent happened in session.Last.Events)
            if (Text(session, happened) is { } text) results.Add(text);
        return results.Count == 0 ? "-" : string.Join("; ", results);
    }

    private static string? Text(TradingSession session, EngineEvent happened) => happened switch
    {
        OrderAccepted accepted => $"#{accepted.Terms.OrderNumber} locks {accepted.Locked} {accepted.LockedAsset}",
        OrderRejected rejected => $"#{rejected.OrderNumber} {rejected.Reason}: {rejected.Message}",
        OrderExecuted executed => Text(session, executed),
        OrderEnded ended => $"#{OrderNumberOf(session, ended.OrderId)} {ended.Status} by {ended.Reason}, {session.InstrumentOf(1).ToDecimal(ended.Remaining)} left",
        OrderTriggered triggered => $"#{OrderNumberOf(session, triggered.OrderId)} triggered at {session.InstrumentOf(1).ToDecimal(triggered.Price)}",
        OrderTrailed trailed => $"#{OrderNumberOf(session, trailed.OrderId)} trails {session.InstrumentOf(1).ToDecimal(trailed.BestPrice)}",
        OrderRelocked relocked => $"#{OrderNumberOf(session, relocked.OrderId)} relocks {relocked.Locked}",
        OrderArrived arrived => $"#{OrderNumberOf(session, arrived.OrderId)} arrives",
        OrderCancelSent sent => $"#{OrderNumberOf(session, sent.OrderId)} cancel under way",
        OrderAmended amended => $"#{OrderNumberOf(session, amended.OrderId)} amended, {session.InstrumentOf(1).ToDecimal(amended.Remaining)} left{(amended.LimitPrice is { } limit ? $" at {session.InstrumentOf(1).ToDecimal(limit)}" : "")}, locks {amended.Locked}{(amended.KeptQueue ? ", keeps its place" : "")}",
        SelfTradePrevented prevented => $"#{OrderNumberOf(session, prevented.OrderId)} meets #{OrderNumberOf(session, prevented.MakerOrderId)}, prevents {session.InstrumentOf(1).ToDecimal(prevented.Quantity)}@{session.InstrumentOf(1).ToDecimal(prevented.Price)}",
        RiskStateChanged risk => $"{risk.State}: {risk.Reason}",
        EquityMarked => null,
        _ => happened.GetType().Name,
    };

    private static string Text(TradingSession session, OrderExecuted executed)
    {
        Execution execution = executed.Execution;
        string role = execution.Role == LiquidityRole.Taker
            ? "takes"
            : $"makes[{execution.Evidence.QueueAheadBefore?.Units.ToString(CultureInfo.InvariantCulture) ?? "?"}>{execution.Evidence.QueueAheadAfter!.Value.Units}]";
        return string.Create(CultureInfo.InvariantCulture,
            $"#{OrderNumberOf(session, execution.OrderId)} {role} {session.InstrumentOf(1).ToDecimal(execution.Quantity)}@{session.InstrumentOf(1).ToDecimal(execution.Price)} fee {execution.Fee} {execution.FeeAsset}");
    }

    private static long OrderNumberOf(TradingSession session, Guid orderId)
    {
        long number = 1;
        while (DerivedId.Order(TradingSession.Alice, number) != orderId) number++;
        return number;
    }

    private static long Number(string text) => long.Parse(text.TrimStart('#'), CultureInfo.InvariantCulture);

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
