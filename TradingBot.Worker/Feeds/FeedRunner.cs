using Microsoft.Extensions.Options;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges;
using TradingBot.Storage.Notifications;
using TradingBot.Storage.Symbols;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Feeds;

/// <summary>Brings each venue's market to the engine; one venue does not wait for another. All of them move together between the exchanges and the simulator.</summary>
/// <remarks>
/// A move: every feed ends, the engine forgets the markets, the egress guard's list changes, the feeds begin at the other addresses. Trading is paused from the
/// moment that the move is asked for until one of the new markets is there.
/// </remarks>
internal sealed partial class FeedRunner(
    IReadOnlyList<VenueFeed> feeds, FeedSwitch source, WantedFeed wanted, TradingPermission permission, SymbolStore symbols, InstrumentDesk instruments, NotificationListener listener,
    WorkerIdentity worker, TradingInputs inputs, VenueBlockKeeper blocks, IOptions<ExchangesOptions> options, TimeProvider time, ILogger<FeedRunner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Not one request before the venues' orders of last time are known.
            await blocks.RestoredAsync(stoppingToken);
            FeedSource present = await wanted.NowAsync(stoppingToken);
            // As configured: the market may be slow to come, as ever, and strategies and orders wait for it by themselves.
            if (present != source.Configured) permission.MarketAway($"waits for the {Word(present)} market");
            while (true)
            {
                await EnterAsync(present, stoppingToken);
                await FollowUntilOtherAsync(present, stoppingToken);
                FeedSource next = await wanted.NowAsync(stoppingToken);
                LogMoving(Word(present), Word(next));
                present = next;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task EnterAsync(FeedSource present, CancellationToken cancellation)
    {
        instruments.Forget();
        worker.World = present == FeedSource.Simulated ? MarketWorld.Simulated : MarketWorld.Live;
        if (source.ProblemOf(present) is null) source.Use(present);
        await inputs.ChangeWorldAsync(worker.World, cancellation);
    }

    private async Task FollowUntilOtherAsync(FeedSource present, CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task following = Task.CompletedTask;
        string? problem = source.ProblemOf(present);
        if (problem is not null)
        {
            permission.MarketAway($"the {Word(present)} market can't be read: {problem}");
        }
        else
        {
            FollowerServices services = new(symbols, instruments, listener, worker, inputs, reason => Reached(present, reason), options.Value.RulePeriod, time);
            following = Task.WhenAll(feeds.Select(feed => new VenueFollower(feed, services, logger).RunAsync(end.Token)));
        }
        Task other = wanted.OtherThanAsync(present, end.Token);
        // A follower ends before it is told to only where its own code breaks, and then the host is to know.
        if (problem is null && await Task.WhenAny(following, other) == following) await following;
        await other;
        string waits = $"waits for the {Word(present == FeedSource.Simulated ? FeedSource.Live : FeedSource.Simulated)} market";
        permission.MarketAway(waits);
        await end.CancelAsync();
        await following;
        // A venue may have come while its end was asked for.
        permission.MarketAway(waits);
    }

    // While trading waits for the market, what keeps it away is the reason that is shown.
    private void Reached(FeedSource present, string? reason)
    {
        if (reason is null) permission.MarketAway(null);
        else permission.MarketStillAway($"waits for the {Word(present)} market: {reason}");
    }

    private static string Word(FeedSource source) => source == FeedSource.Simulated ? "simulated" : "live";

    [LoggerMessage(4111, LogLevel.Warning, "The feeds move from the {From} to the {To} market")]
    private partial void LogMoving(string from, string to);
}
