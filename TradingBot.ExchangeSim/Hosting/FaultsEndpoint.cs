using System.Text.Json;
using System.Text.Json.Serialization;
using TradingBot.ExchangeSim.Binance;
using TradingBot.ExchangeSim.Kucoin;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>
/// POST /sim/faults {"venue":"binance|kucoin","fault":"disconnect|gap|silence|reject","symbol"?,"count"?,"durationMs"?}:
/// disconnect cuts every connection; gap leaves out the next depth updates (count, default 1) of a symbol or of all; silence drops every
/// message for durationMs while the sockets stay open; reject (also called rateLimit) answers REST with 429 and Retry-After for durationMs.
/// </summary>
internal static class FaultsEndpoint
{
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Request(string? Venue, string? Fault, string? Symbol, int? Count, int? DurationMs);

    public sealed record Response(string Venue, string Fault, int Affected);

    private const int UsualMs = 5_000;
    private const int LongestMs = 600_000;
    private const int MostDropped = 1_000;

    public static void MapTo(IEndpointRouteBuilder app) => app.MapPost("/sim/faults", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, Simulation simulation, IReadOnlyList<VenueGateway> gateways)
    {
        Request? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<Request>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
        }
        catch (JsonException exception)
        {
            return Refuse($"The body must be a JSON object with venue and fault: {exception.Message}");
        }
        if (!VenueNames.TryParse(request?.Venue, out Venue venue))
            return Refuse($"venue must be 'binance' or 'kucoin', but is '{request?.Venue}'.");
        if (request!.DurationMs is < 1 or > LongestMs)
            return Refuse($"durationMs must be 1 to {LongestMs}, but is {request.DurationMs}.");
        if (request.Count is < 1 or > MostDropped)
            return Refuse($"count must be 1 to {MostDropped}, but is {request.Count}.");
        if (request.Symbol is { } symbol && simulation.Find(venue, symbol) is null)
            return Refuse($"symbol '{symbol}' is not listed at {request.Venue}.");
        VenueGateway gateway = gateways.First(candidate => candidate.Venue == venue);
        TimeSpan duration = TimeSpan.FromMilliseconds(request.DurationMs ?? UsualMs);
        return request.Fault switch
        {
            "disconnect" => Done(request, gateway.DisconnectAll()),
            "gap" => Done(request, DropDepth(simulation, venue, request)),
            "silence" => Done(request, Silence(gateway, duration)),
            "reject" or "rateLimit" => Done(request, Reject(gateway, duration)),
            var fault => Refuse($"fault must be 'disconnect', 'gap', 'silence' or 'reject', but is '{fault}'."),
        };
    }

    private static int DropDepth(Simulation simulation, Venue venue, Request request)
    {
        int affected = 0;
        lock (simulation.Gate)
        {
            foreach (PublicMarket market in simulation.MarketsOf(venue).Where(market => request.Symbol is null || market.Symbol == request.Symbol))
            {
                if (market.Publisher is BinanceStreams binance)
                    binance.DropDepthUpdates(request.Count ?? 1);
                else if (market.Publisher is KucoinStreams kucoin)
                    kucoin.DropLevel2Updates(request.Count ?? 1);
                affected++;
            }
        }
        return affected;
    }

    private static int Silence(VenueGateway gateway, TimeSpan duration)
    {
        gateway.Silence(duration);
        return gateway.Connections.Count;
    }

    private static int Reject(VenueGateway gateway, TimeSpan duration)
    {
        gateway.RejectRequests(duration);
        return 1;
    }

    private static IResult Done(Request request, int affected) => Results.Json(new Response(request.Venue!, request.Fault!, affected));

    private static IResult Refuse(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
