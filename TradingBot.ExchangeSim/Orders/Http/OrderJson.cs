using System.Globalization;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Orders.Http;

/// <summary>An order as <c>/sim/orders</c> shows it: amounts are decimal strings, times nanoseconds since 1970.</summary>
internal sealed record OrderJson(
    long Id,
    string? VenueOrderId,
    string Venue,
    string Symbol,
    string Side,
    string Type,
    string? TimeInForce,
    string? Price,
    string? Quantity,
    string? QuoteQuantity,
    string? Tag,
    bool Accepted,
    string State,
    OrderRefusal? Reason,
    long ArrivesNs,
    long? EndedNs,
    long? UpdateIdAtArrival,
    string Filled,
    string Remaining,
    QueueJson? QueueAtArrival,
    QueueJson? Queue,
    IReadOnlyList<FillJson> Fills)
{
    public static OrderJson Of(OrderReport report) => new(
        report.Id,
        report.VenueOrderId?.ToString("x24", CultureInfo.InvariantCulture),
        VenueNames.NameOf(report.Ticket.Venue),
        report.Ticket.Symbol,
        report.Ticket.Side == Matching.Side.Buy ? "buy" : "sell",
        report.Ticket.Kind == OrderKind.Limit ? "limit" : "market",
        report.Ticket.Kind == OrderKind.Limit ? OrderWords.NameOf(report.Ticket.TimeInForce) : null,
        Text(report.Ticket.Price),
        Text(report.Ticket.Quantity),
        Text(report.Ticket.QuoteQuantity),
        report.Ticket.Tag,
        report.State != OrderState.Rejected,
        OrderWords.NameOf(report.State),
        report.Refusal,
        report.ArrivesNs,
        report.EndedNs,
        report.UpdateIdAtArrival,
        Text(report.Filled),
        Text(report.Remaining),
        QueueJson.Of(report.QueueAtArrival),
        QueueJson.Of(report.Queue),
        [.. report.Fills.Select(fill => new FillJson(
            fill.TradeId, Text(fill.Price), Text(fill.Quantity), fill.TimeNs, fill.IsMaker ? "maker" : "taker", fill.UpdateId))]);

    public static string Text(decimal amount) => amount.ToString("0.########", CultureInfo.InvariantCulture);

    private static string? Text(decimal? amount) => amount is { } given ? Text(given) : null;
}

internal sealed record FillJson(long TradeId, string Price, string Quantity, long TimeNs, string Liquidity, long UpdateId);

/// <summary>A place in the queue.</summary>
internal sealed record QueueJson(int OrdersAhead, string QuantityAhead, string QuantityAtLevel)
{
    public static QueueJson? Of(QueuePosition? position) => position is { } place
        ? new QueueJson(place.OrdersAhead, OrderJson.Text(place.QuantityAhead), OrderJson.Text(place.QuantityAtLevel))
        : null;
}
