using System.Text.Json;
using System.Text.Json.Nodes;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>GET /sim/limits tells the venues' limits; POST /sim/limits changes those that it names, for requests and connections from then on.</summary>
internal static class LimitsEndpoint
{
    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapGet("/sim/limits", (SimulatorOptions options) => options.Limits);
        app.MapPost("/sim/limits", PostAsync);
    }

    private static async Task<IResult> PostAsync(HttpContext context, SimulatorOptions options)
    {
        try
        {
            if (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) is not JsonObject changes)
                return Refuse("The body must be a JSON object of limits.");
            JsonObject all = JsonSerializer.SerializeToNode(options.Limits, JsonSerializerOptions.Web)!.AsObject();
            foreach ((string name, JsonNode? value) in changes)
            {
                if (!all.ContainsKey(name))
                    return Refuse($"'{name}' is not a limit; these are: {string.Join(", ", all.Select(limit => limit.Key))}.");
                all[name] = value?.DeepClone();
            }
            SimulatorLimits changed = all.Deserialize<SimulatorLimits>(JsonSerializerOptions.Web)!;
            foreach ((string name, int value) in changed.Wrong())
                return Refuse($"{JsonNamingPolicy.CamelCase.ConvertName(name)} must be a whole number from 0 (off) to {SimulatorLimits.Most}, but is {value}.");
            options.Limits.Take(changed);
            return Results.Json(options.Limits);
        }
        catch (JsonException exception)
        {
            return Refuse($"The body must be a JSON object of whole numbers: {exception.Message}");
        }
    }

    private static IResult Refuse(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
