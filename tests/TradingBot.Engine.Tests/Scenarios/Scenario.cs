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
/// the venue dates no later than the last book; buy|sell QUANTITY market|PRICE [ioc|fok|post|gtc]; cancel #N; cancel all; status S; mode M;
/// free, locked ASSET; position; waits #N; equity.
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
            case "cancel": return Cancel(session, words[1]);
            case "status": session.Status(Enum.Parse<MarketStatus>(words[1])); break;
            case "mode": session.Control(Enum.Parse<TradingMode>(words[1])); break;
            case "free": return session.View().Balances.SingleOrDefault(balance => balance.Asset == words[1])?.Free.ToString() ?? "0";
            case "locked": return session.View().Balances.SingleOrDefault(balance => balance.Asset == words[1])?.Locked.ToString() ?? "0";
            case "position": return Position(session);
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
        TimeInForce timeInForce = (words.Length > 3 ? words[3] : "gtc") switch
        {
            "gtc" => TimeInForce.GoodTillCancel,
            "ioc" => TimeInForce.ImmediateOrCancel,
            "fok" => TimeInForce.FillOrKill,
            _ => TimeInForce.PostOnly,
        };
        CommandAnswer answer = session.Place(side, isMarket ? OrderType.Market : OrderType.Limit, Amount(words[1]), isMarket ? null : Amount(words[2]), timeInForce);
        OrderRejected? rejected = session.Last.Events.OfType<OrderRejected>().SingleOrDefault();
        Assert.Equal(rejected?.Reason ?? RejectReason.None, answer.Reason);
        Assert.Equal(rejected?.Message, answer.Message);
        return Results(session);
    }

    private static string Cancel(TradingSession session, string which)
    {
        CommandAnswer answer = which == "all"
            ? session.Command(id => new CancelAllOrders(id, TradingSession.Alice, OrderEndReason.Requested))
            : session.Cancel(DerivedId.Order(TradingSession.Alice, Number(which)));
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
