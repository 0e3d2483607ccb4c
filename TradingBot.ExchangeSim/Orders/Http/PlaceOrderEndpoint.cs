using System.Text.Json;
using System.Text.Json.Serialization;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Orders.Http;

/// <summary>
/// POST /sim/orders {"venue","symbol","side","type","timeInForce"?,"price"?,"quantity"|"quoteQuantity","tag"?,"atMs"?}: sends a real order
/// into the matching engine, now or at a simulated time. 201 with the order, also where the venue's rules reject it; 400 where the request is no order.
/// </summary>
internal static class PlaceOrderEndpoint
{
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Request(
        string? Venue, string? Symbol, string? Side, string? Type, string? TimeInForce, string? Price, string? Quantity, string? QuoteQuantity, string? Tag, long? AtMs);

    public static void MapTo(IEndpointRouteBuilder app) => app.MapPost("/sim/orders", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, GuestOrders orders, Simulation simulation)
    {
        if (!orders.IsAvailable)
            return OrderWords.NoMatchingEngine();
        try
        {
            Request? request = await JsonSerializer.DeserializeAsync<Request>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
            return request is null ? OrderWords.Refuse("The body must be a JSON object.") : Place(request, orders, simulation);
        }
        catch (JsonException exception)
        {
            return OrderWords.Refuse($"The body must be a JSON object with venue, symbol, side, type and amounts as decimal strings: {exception.Message}");
        }
        catch (FormatException exception)
        {
            return OrderWords.Refuse(exception.Message);
        }
    }

    private static IResult Place(Request request, GuestOrders orders, Simulation simulation)
    {
        OrderTicket ticket = Ticket(request);
        if (ticket.Fault() is { } fault)
            return OrderWords.Refuse($"{fault}.");
        if (orders.FindBook(ticket.Venue, ticket.Symbol) is not { } book)
        {
            string listed = string.Join(", ", simulation.MarketsOf(ticket.Venue).Select(market => market.Symbol));
            return OrderWords.Refuse($"symbol '{ticket.Symbol}' is not listed at {request.Venue}; listed are: {listed}.");
        }
        lock (simulation.Gate)
        {
            if (orders.IsFull)
                return Results.Problem($"There are {GuestOrders.MostKept} orders: start the simulator anew.", statusCode: StatusCodes.Status409Conflict);
            GuestOrder order = orders.Place(book, ticket, OrderWords.ArrivalNs(request.AtMs, simulation.NowNs));
            return Results.Json(OrderJson.Of(order.Report()), statusCode: StatusCodes.Status201Created);
        }
    }

    private static OrderTicket Ticket(Request request)
    {
        OrderKind kind = OrderWords.ReadKind(request.Type);
        if (kind == OrderKind.Market && request.TimeInForce is not null)
            throw new FormatException("timeInForce must be left out of a market order.");
        return new OrderTicket(OrderWords.ReadVenue(request.Venue), request.Symbol ?? "", OrderWords.ReadSide(request.Side), kind)
        {
            TimeInForce = OrderWords.ReadTimeInForce(request.TimeInForce),
            Price = OrderWords.ReadAmount("price", request.Price),
            Quantity = OrderWords.ReadAmount("quantity", request.Quantity),
            QuoteQuantity = OrderWords.ReadAmount("quoteQuantity", request.QuoteQuantity),
            Tag = request.Tag,
        };
    }
}
