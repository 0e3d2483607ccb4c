using System.Collections.Concurrent;
using Npgsql;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.Storage.Names;
using TradingBot.Storage.Notifications;
using TradingBot.Storage.Symbols;

namespace TradingBot.Worker.Feeds;

/// <summary>What a follower needs of the worker; <c>Reached</c> is told why its market is not there, or nothing once it is.</summary>
internal sealed record FollowerServices(
    SymbolStore Symbols, InstrumentDesk Instruments, NotificationListener Listener, Hosting.WorkerIdentity Worker, Trading.TradingInputs Inputs, Action<string?> Reached, TimeSpan RulePeriod,
    TimeProvider Time);

/// <summary>Brings one venue's market to the engine, and follows other symbols when others are wanted, while the rest goes on.</summary>
internal sealed partial class VenueFollower(VenueFeed feed, FollowerServices services, ILogger logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAtLeast = TimeSpan.FromSeconds(5);

    private readonly SymbolPlanner _planner = new(feed, services.Symbols);
    private readonly ConcurrentQueue<IReadOnlyList<Instrument>> _rules = new();
    private SymbolPlan? _followed;
    private DateTimeOffset _plannedAt;

    private string Venue => StoredNames.Of(feed.Venue);

    /// <summary>Runs until cancelled, whatever the network and the database do.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan delay = FirstDelay;
        feed.RulesRead += _rules.Enqueue;
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                try
                {
                    await FollowAsync(cancellation);
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception failure) when (IsOutside(failure))
                {
                    LogWaiting(Venue, failure.Message, delay.TotalSeconds);
                    services.Reached(failure.Message);
                    await Task.Delay(delay, services.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    delay = delay * 2 < DelayMax ? delay * 2 : DelayMax;
                }
            }
        }
        finally
        {
            feed.RulesRead -= _rules.Enqueue;
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        SymbolPlan plan = await PlanAsync(cancellation);
        if (plan.Instruments.Count == 0) throw new ExchangeException(feed.Venue, ExchangeFailure.UnknownSymbol, plan.Problem ?? "no symbol is to be followed");
        IReadOnlyList<Instrument> traded = await services.Instruments.DefineAsync(feed, plan.Instruments, cancellation);
        await TellAsync(plan, cancellation);
        LogTraded(Venue, traded.Count);
        services.Reached(null);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task run = feed.RunAsync(traded, services.Inputs.Market, end.Token);
        Task watch = WatchAsync(end.Token);
        await Task.WhenAny(run, watch);
        await end.CancelAsync();
        await Task.WhenAll(run, watch);
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        NotificationSignal signal = services.Listener.Listen(NotificationChannels.Control);
        try
        {
            while (true)
            {
                await signal.WaitAsync(LookAtLeast, cancellation);
                try
                {
                    await LookAsync(cancellation);
                }
                catch (Exception failure) when (IsOutside(failure))
                {
                    LogNotLooked(Venue, failure.Message);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The feed ends.
        }
        finally
        {
            services.Listener.Forget(signal);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        foreach (SymbolProposal proposal in await services.Symbols.PendingAsync(Venue, cancellation)) await AnswerAsync(proposal, cancellation);
        while (_rules.TryDequeue(out IReadOnlyList<Instrument>? rules)) await services.Instruments.UpdateAsync(rules, cancellation);
        // A rule costs the venue a heavy request, so it is looked at again in its own time; what is listed or held is known here.
        StoredSymbolChoice? stored = await services.Symbols.ReadAsync(Venue, cancellation);
        bool sameChoice = stored is null ? _followed!.Source == "configuration" : SameAs(stored.Choice, _followed!.Choice);
        bool due = services.Time.GetUtcNow() - _plannedAt >= services.RulePeriod;
        if (sameChoice && !due && await HeldIsFollowedAsync(cancellation))
        {
            await TellAsync(_followed!, cancellation);
            return;
        }
        SymbolPlan plan = await PlanAsync(cancellation);
        await feed.FollowAsync(await services.Instruments.DefineAsync(feed, plan.Instruments, cancellation), cancellation);
        await TellAsync(plan, cancellation);
    }

    private async Task AnswerAsync(SymbolProposal proposal, CancellationToken cancellation)
    {
        if (await _planner.ProblemOfAsync(proposal.Choice, cancellation) is { } problem) await services.Symbols.RefuseAsync(proposal, problem, cancellation);
        else await services.Symbols.AcceptAsync(Venue, proposal, cancellation);
    }

    private async Task<SymbolPlan> PlanAsync(CancellationToken cancellation)
    {
        SymbolPlan plan = await _planner.PlanAsync(cancellation);
        _plannedAt = services.Time.GetUtcNow();
        return plan;
    }

    // Something opened in a symbol that is not followed, or nothing is held any more in one that stayed only for that.
    private async Task<bool> HeldIsFollowedAsync(CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, string> held = await services.Symbols.ReadHeldAsync(Venue, cancellation);
        IReadOnlyList<FollowedSymbol> followed = _followed!.Symbols;
        return held.Keys.All(symbol => followed.Any(known => known.Symbol == symbol) || _followed.Problem?.Contains(symbol, StringComparison.Ordinal) == true)
            && followed.Where(known => known.Because == "held").All(known => held.ContainsKey(known.Symbol));
    }

    private async Task TellAsync(SymbolPlan plan, CancellationToken cancellation)
    {
        if (_followed is { } before)
        {
            string[] came = [.. plan.Symbols.Select(symbol => symbol.Symbol).Except(before.Symbols.Select(symbol => symbol.Symbol))];
            string[] went = [.. before.Symbols.Select(symbol => symbol.Symbol).Except(plan.Symbols.Select(symbol => symbol.Symbol))];
            if (came.Length + went.Length > 0) LogChanged(Venue, string.Join(", ", came), string.Join(", ", went));
        }
        _followed = plan;
        await services.Symbols.StoreFollowedAsync(
            new(services.Worker.Id, Venue, plan.Symbols, plan.Source, plan.Choice, plan.Problem, services.Time.GetUtcNow()), cancellation);
    }

    private static bool SameAs(SymbolChoice left, SymbolChoice right) =>
        (left.Symbols ?? []).SequenceEqual(right.Symbols ?? []) && left.Rule?.Quote == right.Rule?.Quote && left.Rule?.Top == right.Rule?.Top
        && (left.Rule?.Exclude ?? []).SequenceEqual(right.Rule?.Exclude ?? []);

    private static bool IsOutside(Exception failure) => failure is ExchangeException or NpgsqlException or TimeoutException or IOException;

    [LoggerMessage(3501, LogLevel.Information, "{Venue}: {Count} instruments")]
    private partial void LogTraded(string venue, int count);

    [LoggerMessage(3502, LogLevel.Warning, "{Venue} cannot be read ({Reason}); trying again in {Seconds} s")]
    private partial void LogWaiting(string venue, string reason, double seconds);

    [LoggerMessage(4100, LogLevel.Information, "{Venue}: follows {Came} too, and not {Went} any more")]
    private partial void LogChanged(string venue, string came, string went);

    [LoggerMessage(4101, LogLevel.Warning, "{Venue}: whether other symbols are wanted could not be found out: {Reason}")]
    private partial void LogNotLooked(string venue, string reason);
}
