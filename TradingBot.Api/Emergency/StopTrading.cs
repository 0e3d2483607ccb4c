using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts.Operations;

namespace TradingBot.Api.Emergency;

/// <summary><c>POST /api/emergency/stop-all-trading</c>. Nothing a client sends, and no load, makes it refuse.</summary>
internal static class StopTrading
{
    private const int ReasonLengthMax = 500;

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/emergency/stop-all-trading", HandleAsync)
        .RequireAuthorization(Roles.Operator).DisableRateLimiting().WithTags("Emergency").WithName("StopAllTrading")
        .Accepts<StopTradingRequest>(isOptional: true, "application/json", "*/*")
        .WithSummary("Stops all trading and cancels open orders; answers within a second with who has acknowledged.");

    private static async Task<Ok<StopTradingResponse>> HandleAsync(HttpContext context, EmergencyStop stop)
    {
        // The client's going away must not end a stop, so its cancellation is not asked.
        return TypedResults.Ok(await stop.StopAsync(context, await ReadReasonAsync(context)));
    }

    private static async Task<string> ReadReasonAsync(HttpContext context)
    {
        const string None = "No reason was given.";
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            byte[] body = await JsonText.ReadBodyAsync(context.Request, patience.Token);
            if (!JsonText.TryParse(body, out StopTradingRequest? request, out _)) return "The reason that was sent could not be read.";
            string reason = string.Concat((request.Reason ?? "").Trim().Where(letter => !char.IsControl(letter)));
            return reason.Length == 0 ? None : reason.Length <= ReasonLengthMax ? reason : reason[..ReasonLengthMax];
        }
        catch (Exception unreadable) when (unreadable is IOException or BadHttpRequestException or OperationCanceledException)
        {
            return "The reason that was sent could not be read.";
        }
    }
}
