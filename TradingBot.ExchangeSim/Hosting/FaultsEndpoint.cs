using System.Text.Json;
using System.Text.Json.Serialization;
using TradingBot.ExchangeSim.Faults;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>
/// POST /sim/faults starts a fault or sets it down for later, GET /sim/faults lists all, DELETE /sim/faults/{id} and DELETE /sim/faults end
/// one or all. docs/SIMULATOR.md has the vocabulary.
/// </summary>
internal static class FaultsEndpoint
{
    public sealed record Listed(IReadOnlyList<FaultReport> Faults);

    public sealed record Ended(int Count);

    /// <summary>A fault has some of many fields: only those are told.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapPost("/sim/faults", PostAsync);
        app.MapGet("/sim/faults", (FaultBoard board) => Results.Json(new Listed(board.List()), Json));
        app.MapDelete("/sim/faults", (FaultBoard board) => new Ended(board.EndAll()));
        app.MapDelete("/sim/faults/{id:int}", (int id, FaultBoard board) => board.End(id) is { } report
            ? Results.Json(report, Json)
            : Results.Problem($"There is no fault {id}.", statusCode: StatusCodes.Status404NotFound));
    }

    private static async Task<IResult> PostAsync(HttpContext context, FaultBoard board)
    {
        try
        {
            FaultRequest request = await JsonSerializer.DeserializeAsync<FaultRequest>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted)
                ?? throw new JsonException("it is null.");
            return Results.Json(board.Inject(request), Json);
        }
        catch (JsonException exception)
        {
            return Refuse($"The body must be a JSON object with venue and fault: {exception.Message}");
        }
        catch (FaultRefusedException exception)
        {
            return Refuse(exception.Message);
        }
    }

    private static IResult Refuse(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
