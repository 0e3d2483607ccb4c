using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>
/// POST /sim/pause stops simulated time at the end of a second and answers when it stands; POST /sim/resume?untilMs= lets it go on, to the end or
/// up to a time. While it stands,
/// /sim/book is what every client that has read all its messages must have.
/// </summary>
internal static class PauseEndpoints
{
    public sealed record Response(bool Paused, DateTimeOffset Time);

    private const long MillisecondNs = 1_000_000;
    private const long MostMs = long.MaxValue / MillisecondNs;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapPost("/sim/pause", PauseAsync);
        app.MapPost("/sim/resume", Resume);
    }

    private static IResult Resume(long? untilMs, SimulatedClock clock)
    {
        if (untilMs is { } until && (until > MostMs || until * MillisecondNs <= clock.NowNs))
            return Results.Problem($"untilMs must be a time after {clock.NowNs / MillisecondNs}, in milliseconds since 1970, but is {until}.", statusCode: StatusCodes.Status400BadRequest);
        clock.Resume(untilMs * MillisecondNs ?? long.MaxValue);
        return Results.Json(new Response(false, TimeOf(clock.NowNs)));
    }

    internal static async Task<Response> PauseAsync(SimulatedClock clock, Simulation simulation, TimeProvider time, CancellationToken cancellation)
    {
        long pausedAtNs = clock.Pause();
        while (simulation.NowNs < pausedAtNs)
            await Task.Delay(Poll, time, cancellation);
        return new Response(true, TimeOf(pausedAtNs));
    }

    private static DateTimeOffset TimeOf(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / 100);
}
