using System.Globalization;
using System.Text;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>
/// Plays one situation with an order of every type under every time in force, as a buy and as its mirror, the sell,
/// and tells of each what has become of it. Prices are told for the buy; the sell's are as far from 100 on the other side.
/// </summary>
/// <remarks>
/// A cell: <c>!reason</c> (refused), <c>open</c> (with what is filled, if any: <c>open:1</c>), <c>filled</c>, <c>expired</c> or <c>canceled</c>
/// (with what is filled and why, where that is not its time in force or its owner). <c>set</c> before it: the condition was met.
/// </remarks>
internal sealed class OrderGrid
{
    internal const decimal Quantity = 1.5m;

    private static readonly (string Name, OrderType Type, decimal? Price, OrderOptions Options)[] Types =
    [
        ("market", OrderType.Market, null, OrderOptions.None),
        ("market-quote", OrderType.Market, null, new() { QuoteQuantity = 150.5m }),
        ("limit-across", OrderType.Limit, 101, OrderOptions.None),
        ("limit-behind", OrderType.Limit, 98, OrderOptions.None),
        ("iceberg", OrderType.Limit, 98, new() { DisplayQuantity = 0.5m }),
        ("stop", OrderType.Stop, null, new() { TriggerPrice = 103 }),
        ("stop-limit", OrderType.StopLimit, 104, new() { TriggerPrice = 103 }),
        ("take", OrderType.TakeProfit, null, new() { TriggerPrice = 97 }),
        ("take-limit", OrderType.TakeProfitLimit, 98, new() { TriggerPrice = 97 }),
        ("trail-distance", OrderType.TrailingStop, null, new() { TrailingDistance = 3 }),
        ("trail-share", OrderType.TrailingStop, null, new() { TrailingPercent = 3 }),
        ("bracket", OrderType.Limit, 101, new() { Exits = new ExitOptions(110, 90, null) }),
    ];

    private static readonly (string Name, TimeInForce Force)[] Forces =
    [
        ("gtc", TimeInForce.GoodTillCancel), ("gtd", TimeInForce.GoodTillDate), ("ioc", TimeInForce.ImmediateOrCancel), ("fok", TimeInForce.FillOrKill), ("post", TimeInForce.PostOnly),
    ];

    private readonly TradingSession _session;
    private readonly bool _isBuy;
    private Guid _order;

    private OrderGrid(bool isBuy, bool isPoor)
    {
        _isBuy = isBuy;
        _session = isPoor ? TradingSession.Running(cash: isBuy ? 20 : 10_000, coins: isBuy ? 0 : 0.2m) : TradingSession.Running(coins: isBuy ? 0 : 10);
        Trade(1, 100, takesAsOrder: true);
        Book("9@99 9@98", "1@100 1@101 9@103");
    }

    /// <summary>Compares what becomes of each order with the table; says the whole table if they differ.</summary>
    internal static void Check(string table, Action<OrderGrid> before, Action<OrderGrid> after, bool isPoor = false)
    {
        foreach (bool isBuy in (bool[])[true, false])
        {
            StringBuilder actual = new();
            foreach ((string Name, OrderType Type, decimal? Price, OrderOptions Options) type in Types)
            {
                if (!isBuy && type.Options.Exits is not null) continue; // Brackets only buy.
                actual.Append(type.Name);
                foreach ((string _, TimeInForce force) in Forces)
                {
                    OrderGrid grid = new(isBuy, isPoor);
                    before(grid);
                    grid.Place(type.Type, type.Price, force, type.Options);
                    after(grid);
                    actual.Append(CultureInfo.InvariantCulture, $" {grid.Outcome()}");
                }

                actual.Append('\n');
            }

            IEnumerable<string> rows = table.Split('\n').Skip(1).Where(row => isBuy || !row.StartsWith("bracket", StringComparison.Ordinal));
            string expected = string.Join('\n', rows.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))) + "\n";
            Assert.Equal(expected, actual.ToString());
        }
    }

    /// <summary>What the order would meet comes second, as asks come for a buy.</summary>
    internal void Book(string own, string opposite) => _session.Book(_isBuy ? own : Mirror(opposite), _isBuy ? opposite : Mirror(own));

    internal void Trade(decimal quantity, decimal price, bool takesAsOrder) =>
        _session.Trade(quantity, At(price)!.Value, takesAsOrder == _isBuy ? Side.Buy : Side.Sell);

    internal void Status(MarketStatus status) => _session.Status(status);

    internal void Mode(TradingMode mode) => _session.Control(mode);

    internal void Pass(int seconds) => _session.Tick(TimeSpan.FromSeconds(seconds));

    internal void Cancel() => _session.Cancel(_order);

    internal void Restart() => _session.Restart();

    private void Place(OrderType type, decimal? price, TimeInForce force, OrderOptions options)
    {
        options = options with
        {
            TriggerPrice = At(options.TriggerPrice),
            Exits = options.Exits is { } exits ? new(At(exits.TakeProfitPrice), At(exits.StopPrice), null) : null,
            ExpireTimeNs = force == TimeInForce.GoodTillDate ? _session.NowNs + 60_000 * TradingSession.Millisecond : null,
        };
        CommandAnswer answer = _session.Place(_isBuy ? Side.Buy : Side.Sell, type, options.QuoteQuantity is null ? Quantity : 0, At(price), force, options: options);
        _order = answer.OrderId ?? throw new InvalidOperationException($"no order: {answer.Reason} {answer.Message}");
    }

    private string Outcome()
    {
        if (_session.EventsOf<OrderRejected>().FirstOrDefault(refused => refused.OrderId == _order) is { } rejected) return $"!{rejected.Reason}";
        decimal filled = _session.EventsOf<OrderExecuted>().Where(executed => executed.Execution.OrderId == _order)
            .Sum(executed => _session.InstrumentOf(1).ToDecimal(executed.Execution.Quantity));
        bool isSetOff = _session.EventsOf<OrderTriggered>().Any(triggered => triggered.OrderId == _order);
        return $"{(isSetOff ? "set:" : "")}{End()}{(filled is 0 || End() == "filled" ? "" : $":{filled:0.###}")}";

        string End()
        {
            if (_session.EventsOf<OrderEnded>().FirstOrDefault(ended => ended.OrderId == _order) is { } ended)
                return ended.Reason is OrderEndReason.TimeInForce or OrderEndReason.Requested ? Word(ended.Status) : $"{Word(ended.Status)}({ended.Reason})";
            return _session.View().OpenOrders.Any(open => open.Terms.OrderId == _order) ? "open" : "filled";
        }
    }

    private decimal? At(decimal? price) => _isBuy ? price : 200 - price;

    private static string Mirror(string levels) => string.Join(' ', levels.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(level =>
    {
        string[] parts = level.Split('@');
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0]}@{200 - decimal.Parse(parts[1], CultureInfo.InvariantCulture)}");
    }));

    private static string Word(OrderStatus status) => status == OrderStatus.Expired ? "expired" : "canceled";
}
