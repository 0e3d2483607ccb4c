using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Control;
using TradingBot.Api.Errors;
using TradingBot.Api.MarketData;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.ServiceDefaults;
using TradingBot.Storage;
using TradingBot.Storage.Live;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Health;

/// <summary>Looks at every part that this system stands on.</summary>
internal sealed class DetailedHealthReader(
    DatabaseReadiness readiness, IDbContextFactory<TradingBotDbContext> databases, ControlReader control, LiveBus bus, ServiceIdentity identity, TimeProvider time)
{
    private const string Healthy = "healthy";
    private const string Degraded = "degraded";
    private const string Unhealthy = "unhealthy";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<DetailedHealth> ReadAsync(CancellationToken cancellation)
    {
        HealthCheckContract redis = Redis();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await readiness.CheckAsync(patience.Token);
            return await WithDatabaseAsync(redis, patience.Token);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && (failure is StorageException or OperationCanceledException || FailureAnswers.IsDatabaseAway(failure)))
        {
            string detail = failure is StorageException told ? told.Message : "The database does not answer in time. Check that PostgreSQL runs and takes connections.";
            return new DetailedHealth(Unhealthy, identity.Version, "paused", SimulatedMarket: false,
                [new("database", Unhealthy, detail), redis, new("worker", Unhealthy, "Not known without the database; workers pause by themselves when they can't reach it.")]);
        }
    }

    private async Task<DetailedHealth> WithDatabaseAsync(HealthCheckContract redis, CancellationToken cancellation)
    {
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        ControlDetail state = await control.ReadAsync(cancellation);
        IReadOnlyList<VenueStatus> venues = await VenueStatuses.ReadAsync(database, venue: null, time.GetUtcNow(), cancellation);
        long pending = await database.Commands.LongCountAsync(command => command.State == "pending", cancellation);
        List<HealthCheckContract> checks =
        [
            new("database", Healthy, "Answers; its schema is the one this version needs."),
            redis,
            Workers(state),
            new("commands", pending < 100 ? Healthy : Degraded, $"{pending} commands wait for a worker."),
            .. venues.Select(Venue),
            new("trading", state.Mode == "running" ? Healthy : Degraded, state.Mode == "running" ? "Running." : $"{state.Mode}: {state.Reason}"),
        ];
        if (state.MaintenanceMessage is { } message) checks.Add(new("maintenance", Degraded, message));
        string status = checks.Exists(check => check.Status == Unhealthy) ? Unhealthy : checks.Exists(check => check.Status == Degraded) ? Degraded : Healthy;
        return new DetailedHealth(status, identity.Version, state.Mode, venues.Any(venue => venue.Simulated), checks);
    }

    private HealthCheckContract Redis() => bus switch
    {
        { IsConfigured: false } => new("redis", Degraded, "Not configured (ConnectionStrings:redis): live values are read from the database once per second, books are not shown."),
        { IsConnected: false } => new("redis", Degraded, "Not reachable: live values are read from the database once per second, books are not shown. Check that Redis runs."),
        _ => new("redis", Healthy, "Connected."),
    };

    private static HealthCheckContract Workers(ControlDetail state)
    {
        int alive = state.Workers.Count(worker => worker.Alive);
        return alive == 0
            ? new("worker", Unhealthy, "No worker's heart has beaten within 10 s: nothing is traded. Start TradingBot.Worker, or look at its log.")
            : new("worker", Healthy, $"{alive} running, {state.Workers.Sum(worker => worker.Accounts)} accounts.");
    }

    private static HealthCheckContract Venue(VenueStatus venue) => venue.Status switch
    {
        "connected" => new(venue.Venue, Healthy, $"{venue.Streams.Count} streams live{(venue.Simulated ? " (simulated market)" : "")}."),
        "degraded" => new(venue.Venue, Degraded, "Not live: " + string.Join(", ", venue.Streams.Where(stream => stream.Status != "live").Select(stream => $"{stream.Symbol} {stream.Stream} {stream.Status}"))),
        _ => new(venue.Venue, Degraded, "No stream is live."),
    };
}
