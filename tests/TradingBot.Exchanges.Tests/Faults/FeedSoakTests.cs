using System.Diagnostics;
using System.Globalization;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Tests.Simulated;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Exchanges.Tests.Faults;

/// <summary>Both feeds at twenty times real speed under faults drawn from a seed: two rounds always, for a long time by scripts/feed-soak.sh, which sets the variables.</summary>
public sealed class FeedSoakTests
{
    private const string MinutesVariable = "TRADINGBOT_FEED_SOAK_MINUTES";
    private const string SeedVariable = "TRADINGBOT_FEED_SOAK_SEED";
    private const string VenueVariable = "TRADINGBOT_FEED_SOAK_VENUE";
    private const string ReportVariable = "TRADINGBOT_FEED_SOAK_REPORT";
    private const int Speed = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Under_a_few_random_faults_books_end_equal_and_no_gap_is_unaccounted_for() =>
        await Task.WhenAll(SoakAsync(Venue.Binance, seed: 11, (_, rounds) => rounds < 2), SoakAsync(Venue.KuCoin, seed: 12, (_, rounds) => rounds < 2));

    [Fact(Explicit = true)]
    public async Task Under_random_faults_books_end_equal_and_no_gap_is_unaccounted_for()
    {
        string minutes = Environment.GetEnvironmentVariable(MinutesVariable) ?? "";
        Assert.True(minutes.Length > 0, $"{MinutesVariable} must say for how many minutes; scripts/feed-soak.sh sets it");
        int seed = int.Parse(Environment.GetEnvironmentVariable(SeedVariable) ?? "1", CultureInfo.InvariantCulture);
        TimeSpan length = TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture));
        string only = Environment.GetEnvironmentVariable(VenueVariable) ?? "";
        Venue[] venues = only.Length == 0 ? [Venue.Binance, Venue.KuCoin] : [Enum.Parse<Venue>(only, ignoreCase: true)];
        string[] reports = await Task.WhenAll(venues.Select(venue => SoakAsync(venue, seed, (elapsed, _) => elapsed < length)));
        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } path) await File.AppendAllLinesAsync(path, reports, TestContext.Current.CancellationToken);
    }

    private static async Task<string> SoakAsync(Venue venue, int seed, Func<TimeSpan, int, bool> goesOn)
    {
        Random random = new(seed);
        FaultCase[] faults = [.. FaultTable.Of(venue)];
        await using FeedHarness harness = await FeedHarness.StartOnAsync(
            venue, new SimulatorOptions { Seed = seed, Speed = Speed, WarmUp = TimeSpan.FromMinutes(2) }, FaultMatrixTests.Settings);
        harness.Patience = Patience;
        await harness.UntilLiveAsync();
        long start = Stopwatch.GetTimestamp();
        Dictionary<string, long> lastIds = harness.Feed.Symbols.ToDictionary(symbol => symbol, _ => -1L);
        int injected = 0, rounds = 0, compared = 0, missing = 0, unproven = 0;
        long? memory = null;
        while (goesOn(Stopwatch.GetElapsedTime(start), rounds))
        {
            for (int number = random.Next(2, 6); number > 0; number--)
            {
                FaultCase fault = faults[random.Next(faults.Length)];
                Say(harness, $"{fault}");
                string symbol = harness.Feed.Symbols[random.Next(harness.Feed.Symbols.Count)];
                await harness.FaultAsync(FaultCase.Json(fault.Fault, harness.Find(symbol)));
                if (fault.Then is { } then) await harness.FaultAsync(FaultCase.Json(then, harness.Find(symbol)));
                injected++;
                await Task.Delay(random.Next(200, 4_000), TestContext.Current.CancellationToken);
            }
            await harness.EndFaultsAsync();
            foreach (string symbol in harness.Feed.Symbols)
            {
                TradeComparison comparison = await SettleAsync(harness, symbol, lastIds[symbol]);
                (compared, missing, unproven, lastIds[symbol]) =
                    (compared + comparison.Compared, missing + comparison.Missing, unproven + comparison.Unproven, comparison.LastId);
                harness.Forget(symbol, comparison.LastId);
            }
            rounds++;
            // The first rounds fill pools and buffers.
            if (rounds == 3) memory = GC.GetTotalMemory(forceFullCollection: true);
            if (rounds % 20 == 0) Say(harness, $"after {rounds} rounds: {GC.GetTotalMemory(forceFullCollection: true) / 1024 / 1024} MiB");
        }
        long grown = GC.GetTotalMemory(forceFullCollection: true) - (memory ?? 0);
        string report = string.Create(CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd HH:mm}Z {venue}, seed {seed}: {Stopwatch.GetElapsedTime(start).TotalMinutes:0.0} min at {Speed} times real speed, {injected} faults in {rounds} rounds; books equal after each; {compared} trades equal the tape, {missing} missing, each within one of {harness.Holes.Count} holes told, {unproven} more within one of {harness.Holes.UnprovenCount} stretches told as not proven; {harness.Connection.Reconnects} reconnections; {harness.Board.Streams().Sum(stream => stream.Gaps)} gaps; memory grew by {grown / 1024} KiB");
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        if (memory is not null) Assert.InRange(grown, long.MinValue, 256L * 1024 * 1024);
        return report;
    }

    /// <summary>With faults ended and the market held: waits until book and trades are true.</summary>
    private static async Task<TradeComparison> SettleAsync(FeedHarness harness, string symbol, long afterId)
    {
        DateTime until = DateTime.UtcNow + Patience;
        while (true)
        {
            await harness.UntilAsync($"{symbol} to be live", () => harness.Look(symbol, view => view.Status) == MarketStatus.Live);
            await using IAsyncDisposable held = await harness.PauseAsync();
            for (int look = 0; look < 40; look++)
            {
                string? difference = await harness.BookDifferenceAsync(symbol);
                TradeComparison trades = await harness.CompareTradesAsync(symbol, afterId);
                if (difference is null && trades.Wrong.Count == 0) return trades;
                Assert.True(DateTime.UtcNow < until, $"{difference} {string.Join("; ", trades.Wrong.Take(5))} {harness.Describe()}");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    private static void Say(FeedHarness harness, string fault) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.f} {harness.Feed.Venue} {fault}"));
}
