using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Strategies;
using TradingBot.Storage.Accounts;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Live;
using TradingBot.Storage.Names;

namespace TradingBot.Worker.Publishing;

/// <summary>Stores what the strategies' rules know, every five seconds where it changed; it follows from the market, so losing it loses nothing.</summary>
internal sealed partial class StrategyFactsWriter(AccountFactsStore store, LiveBus bus, TimeProvider time, ILogger<StrategyFactsWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(AccountId, string), StrategyView> _latest = new();
    private readonly Dictionary<(AccountId, string), string> _stored = [];

    public void Note(AccountId account, StrategyView strategy) => _latest[(account, strategy.Definition.StrategyId)] = strategy;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(tick => tick.IsCompletedSuccessfully && tick.Result, TaskScheduler.Default))
        {
            try
            {
                await StoreAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
            {
                LogNotStored(failure.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task StoreAsync(CancellationToken cancellation)
    {
        foreach (((AccountId account, string strategyId), StrategyView strategy) in _latest)
        {
            string text = JsonSerializer.Serialize(FactsOf(strategy), JournalJson.Options);
            if (_stored.GetValueOrDefault((account, strategyId)) == text) continue;
            await store.StoreRuntimeAsync(account, strategyId, text, cancellation);
            _stored[(account, strategyId)] = text;
            bus.Publish(new LiveStrategy(account.Value, strategyId, time.GetUtcNow()));
        }
    }

    /// <summary>The facts by name, flat, as the HTTP API shows them.</summary>
    internal static SortedDictionary<string, object?> FactsOf(StrategyView strategy)
    {
        StrategyFacts facts = strategy.Facts;
        SortedDictionary<string, object?> named = new(StringComparer.Ordinal)
        {
            ["warm"] = facts.IsWarm,
            ["barsSeen"] = facts.BarsSeen,
            ["barsNeeded"] = facts.BarsNeeded,
            ["stance"] = StoredNames.Of(facts.Stance),
            ["text"] = facts.Text,
            ["positionQuantity"] = strategy.PositionQuantity.ToDecimal(),
        };
        foreach (StrategyValue value in facts.Values) named[value.Name] = Finite(value.Value);
        if (facts.Learned is not { } learned) return named;
        named["samples"] = learned.SamplesSeen;
        named["samplesNeeded"] = learned.SamplesNeeded;
        named["predictionsScored"] = learned.PredictionsScored;
        named["outOfSampleHitRate"] = Finite(learned.HitRate);
        named["baseRate"] = Finite(learned.BaseRate);
        named["probability"] = Finite(learned.Probability);
        return named;
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    [LoggerMessage(3201, LogLevel.Warning, "The strategies' facts were not stored: {Reason}")]
    private partial void LogNotStored(string reason);
}
