using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Orders.Http;

/// <summary>GET /sim/orders?venue=&amp;symbol=&amp;open=, GET /sim/orders/{id}, GET /sim/orders/{id}/fills: what has become of real orders.</summary>
internal static class OrderEndpoints
{
    public sealed record Orders(IReadOnlyList<OrderJson> Items);

    public sealed record Fills(long Id, IReadOnlyList<FillJson> Items);

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapGet("/sim/orders", List);
        app.MapGet("/sim/orders/{id:long}", (long id, GuestOrders orders, Simulation simulation) => One(id, orders, simulation, order => order));
        app.MapGet("/sim/orders/{id:long}/fills", (long id, GuestOrders orders, Simulation simulation) =>
            One(id, orders, simulation, order => new Fills(id, order.Fills)));
    }

    private static IResult List(string? venue, string? symbol, bool? open, GuestOrders orders, Simulation simulation)
    {
        Venue? wanted;
        try
        {
            wanted = venue is null ? null : OrderWords.ReadVenue(venue);
        }
        catch (FormatException exception)
        {
            return OrderWords.Refuse(exception.Message);
        }
        lock (simulation.Gate)
        {
            return Results.Json(new Orders([.. orders.All
                .Where(order => (wanted is null || order.Ticket.Venue == wanted) && (symbol is null || order.Ticket.Symbol == symbol) && (open is null || order.IsOpen == open))
                .Select(order => OrderJson.Of(order.Report()))]));
        }
    }

    private static IResult One(long id, GuestOrders orders, Simulation simulation, Func<OrderJson, object> write)
    {
        lock (simulation.Gate)
            return orders.Find(id) is { } order ? Results.Json(write(OrderJson.Of(order.Report()))) : OrderWords.Unknown(id);
    }
}
