using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Live;

/// <summary><c>GET /api/stream?topics=…</c>: server-sent events.</summary>
internal static class Stream
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/stream", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Live").WithName("Stream")
        .WithSummary($"Live events (server-sent). Topics, separated by commas: {LiveTopic.Forms}.")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> HandleAsync(
        string? topics, HttpContext context, InstrumentDirectory instruments, TradingBotDbContext database, LiveHub hub, PresentState present, StreamConnections connections,
        TimeProvider time, IHostApplicationLifetime host, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        IReadOnlyList<LiveTopic> wanted = await LiveTopic.ReadAsync(errors, topics, instruments, database, cancellation);
        if (errors.Any) return errors.ToProblem();
        using IDisposable? place = connections.TryTake();
        if (place is null)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problems.Unavailable($"There are {StreamConnections.Max} live streams already, the most that are served.");
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, host.ApplicationStopping);
        var mailbox = new Mailbox();
        // Watching first, then reading: what changes in between is in the mailbox already, and newer than what is read.
        using IDisposable watching = hub.Watch(wanted, mailbox);
        foreach (LiveTopic topic in wanted)
        {
            foreach (ServerEvent state in await present.ReadAsync(topic, ending.Token)) mailbox.PutPresent(state);
        }
        await database.DisposeAsync();

        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        // A slow reader is served the newest state; it is not to be cut off for being slow.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        try
        {
            await new StreamWriter(context, mailbox, time).RunAsync(ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client went away, or we stop.
        }
        return TypedResults.Empty;
    }
}
