using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Tests.Simulated;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Exchanges.Tests.Faults;

/// <summary>The Binance feed against every fault.</summary>
public sealed class BinanceFaultMatrixTests() : FaultMatrixTests(Venue.Binance);

/// <summary>The KuCoin feed against every fault.</summary>
public sealed class KuCoinFaultMatrixTests() : FaultMatrixTests(Venue.KuCoin);

/// <summary>
/// Each fault on each stream, over real sockets. After it the right counter has risen, the book is the simulator's true book level by level, no trade is doubled, and
/// none is lost but those that a hole tells of. Cases run one after the other on several feeds side by side.
/// </summary>
public abstract class FaultMatrixTests(Venue venue)
{
    private const string Symbol = "BTC-USDT";
    private const int Lanes = 8;
    private const long Seed = 20_261_124;

    // Five times what is stated: 5 s to be connected again, 10 s to find a dead link.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    /// <summary>Short patience, so that dead links are found in test time; the defaults are 5 and 8 s.</summary>
    internal static Dictionary<string, string?> Settings => new()
    {
        ["Exchanges:StaleAfter"] = "00:00:02",
        ["Exchanges:ReconnectAfterSilence"] = "00:00:03",
        ["Exchanges:ReplacementOverlap"] = "00:00:00.500",
        ["Exchanges:RulesPeriod"] = "00:10:00",
        ["Exchanges:ReconnectDelay"] = "00:00:00.050",
        ["Exchanges:ReconnectDelayLimit"] = "00:00:01",
        ["Exchanges:RequestTimeout"] = "00:00:03",
    };

    [Fact]
    public async Task After_every_fault_the_book_is_true_and_no_trade_is_lost_unseen()
    {
        IReadOnlyList<FaultCase> cases = FaultTable.Of(venue);
        ConcurrentQueue<string> failures = new();
        ConcurrentQueue<(string Case, TimeSpan Took)> times = new();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => RunLaneAsync(lane, [.. cases.Where((_, at) => at % Lanes == lane)], failures, times)));
        foreach ((string name, TimeSpan took) in times.OrderByDescending(time => time.Took).Take(5))
            TestContext.Current.TestOutputHelper?.WriteLine($"{took.TotalSeconds:0.0} s: {name}");
        Assert.True(failures.IsEmpty, $"{failures.Count} of {cases.Count} cases at {venue} failed (seed {Seed} plus the lane):\n{string.Join('\n', failures)}");
        Assert.Equal(cases.Count, times.Count);
    }

    private async Task RunLaneAsync(int lane, FaultCase[] cases, ConcurrentQueue<string> failures, ConcurrentQueue<(string, TimeSpan)> times)
    {
        FeedHarness? harness = null;
        foreach (FaultCase fault in cases)
        {
            try
            {
                harness ??= await FeedHarness.StartOnAsync(venue, new SimulatorOptions { Seed = Seed + lane, WarmUp = TimeSpan.FromSeconds(30) }, Settings);
                long start = Stopwatch.GetTimestamp();
                await MeetAsync(harness, fault);
                times.Enqueue((fault.ToString(), Stopwatch.GetElapsedTime(start)));
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException or InvalidOperationException or TimeoutException or HttpRequestException or ExchangeException)
            {
                failures.Enqueue($"lane {lane}: {fault}: {e.Message} {harness?.Describe()}");
                // A feed that was left in a wrong state must not fail the next case.
                if (harness is not null) await harness.DisposeAsync();
                harness = null;
            }
        }
        if (harness is not null) await harness.DisposeAsync();
    }

    private static async Task MeetAsync(FeedHarness harness, FaultCase fault)
    {
        await harness.UntilLiveAsync();
        int before = harness.Look(Symbol, view => view.Trades.Count);
        await harness.UntilAsync("trades before the fault", () => harness.Look(Symbol, view => view.Trades.Count) > before);
        string[] counters = fault.Counted.Split('|');
        long[] values = [.. counters.Select(counter => FaultCase.Value(harness, Symbol, counter))];
        JsonObject json = FaultCase.Json(fault.Fault, harness.Find(Symbol));
        await harness.FaultAsync(json);
        if (fault.Then is { } then) await harness.FaultAsync(FaultCase.Json(then, harness.Find(Symbol)));
        DateTime over = DateTime.UtcNow + TimeSpan.FromMilliseconds(json["durationMs"]?.GetValue<int>() ?? 0);
        await harness.UntilAsync($"{fault} to be over", () => DateTime.UtcNow >= over);
        if (counters[0] != "none")
            await harness.UntilAsync($"{fault.Counted} to rise", () => counters.Where((counter, at) => FaultCase.Value(harness, Symbol, counter) > values[at]).Any());
        await harness.UntilLiveAsync();
        before = harness.Look(Symbol, view => view.Trades.Count);
        await harness.UntilAsync("trades after the fault", () => harness.Look(Symbol, view => view.Trades.Count) >= before + 2);
        await harness.EndFaultsAsync();
        await AssertTrueAsync(harness);
        if (counters[0] == "none") Assert.Equal(values[0], FaultCase.Value(harness, Symbol, "none"));
    }

    /// <summary>Holds the market and compares everything.</summary>
    internal static async Task AssertTrueAsync(FeedHarness harness)
    {
        await using IAsyncDisposable held = await harness.PauseAsync();
        DateTime until = DateTime.UtcNow + Patience;
        foreach (string symbol in harness.Feed.Symbols)
        {
            while (await harness.BookDifferenceAsync(symbol) is { } difference)
            {
                Assert.True(DateTime.UtcNow < until, difference);
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
            while ((await harness.CompareTradesAsync(symbol)).Wrong is { Count: > 0 } wrong)
            {
                Assert.True(DateTime.UtcNow < until, $"{symbol}: {string.Join("; ", wrong.Take(5))}");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
            Assert.Equal(0, harness.Look(symbol, view => view.BrokenDeltas));
        }
        Assert.Equal(0, harness.Guard.Denials);
        Assert.All(harness.Board.Streams(), stream => Assert.True(stream.Latency is null || stream.Latency >= TimeSpan.Zero, $"{stream}"));
    }
}
