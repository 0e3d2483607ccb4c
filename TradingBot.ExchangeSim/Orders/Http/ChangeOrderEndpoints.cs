using System.Text.Json;
using System.Text.Json.Serialization;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Orders.Http;

/// <summary>
/// DELETE /sim/orders/{id}?atMs= takes back what is left of an order; PATCH /sim/orders/{id} {"price"?,"quantity"?,"atMs"?} amends it: a lower
/// quantity at the same price keeps its place in the queue, anything else queues anew. 409 where the order has ended.
/// </summary>
internal static class ChangeOrderEndpoints
{
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Request(string? Price, string? Quantity, long? AtMs);

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapDelete("/sim/orders/{id:long}", (long id, long? atMs, GuestOrders orders, Simulation simulation) =>
            Change(id, atMs, orders, simulation, (order, arrivesNs) => orders.Cancel(order, arrivesNs)));
        app.MapPatch("/sim/orders/{id:long}", AmendAsync);
    }

    private static async Task<IResult> AmendAsync(long id, HttpContext context, GuestOrders orders, Simulation simulation)
    {
        try
        {
            Request? request = await JsonSerializer.DeserializeAsync<Request>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
            decimal? price = OrderWords.ReadAmount("price", request?.Price);
            decimal? quantity = OrderWords.ReadAmount("quantity", request?.Quantity);
            return price is null && quantity is null
                ? OrderWords.Refuse("One of price and quantity must be given.")
                : Change(id, request!.AtMs, orders, simulation, (order, arrivesNs) => orders.Amend(order, price, quantity, arrivesNs));
        }
        catch (JsonException exception)
        {
            return OrderWords.Refuse($"The body must be a JSON object with price or quantity as decimal strings: {exception.Message}");
        }
        catch (FormatException exception)
        {
            return OrderWords.Refuse(exception.Message);
        }
    }

    private static IResult Change(long id, long? atMs, GuestOrders orders, Simulation simulation, Action<GuestOrder, long> change)
    {
        lock (simulation.Gate)
        {
            if (orders.Find(id) is not { } order)
                return OrderWords.Unknown(id);
            if (!order.IsOpen && order.State != OrderState.Scheduled)
                return Results.Problem($"Order {id} is {OrderWords.NameOf(order.State)}: nothing of it is left.", statusCode: StatusCodes.Status409Conflict);
            try
            {
                change(order, OrderWords.ArrivalNs(atMs, simulation.NowNs));
            }
            catch (FormatException exception)
            {
                return OrderWords.Refuse(exception.Message);
            }
            return Results.Json(OrderJson.Of(order.Report()));
        }
    }
}
