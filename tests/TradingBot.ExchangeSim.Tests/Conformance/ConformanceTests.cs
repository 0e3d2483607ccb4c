using System.Globalization;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.Tests.Shared;

namespace TradingBot.ExchangeSim.Tests.Conformance;

/// <summary>The client library ccxt (npm, MIT), which knows nothing of the simulator, against both venues' interfaces; its checks are in the .mjs files beside.</summary>
public sealed class ConformanceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeScript Script = new(Path.Combine(AppContext.BaseDirectory, "Conformance"));

    [Fact]
    public async Task Ccxt_finds_the_simulator_s_truth_over_rest_and_sockets_of_both_venues()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        await Script.RestoreAsync(patience.Token);
        await using SimulatorHost host = await SimulatorHost.StartAsync(
            new SimulatorOptions
            {
                Seed = 7,
                StartTime = Start,
                Speed = 20,
                StartPaused = true,
                CandleHistory = TimeSpan.FromDays(3),
                EnforceRateLimits = false,
            },
            patience.Token);
        (int code, string said) = await Script.RunAsync("node", ["conformance.mjs", host.Address.ToString(), Start.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)], patience.Token);

        string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(code == 0 && !lines.Any(line => line.StartsWith("FAILED", StringComparison.Ordinal)), said);
        // A script that ends early must not pass: the last check of each venue and way is there.
        Assert.All(
            ["binance fetchLastPrices", "binance watchOHLCV", "kucoin unknown symbols", "kucoin watchOHLCV"],
            check => Assert.Contains(lines, line => line.StartsWith($"ok {check}", StringComparison.Ordinal)));
        Assert.InRange(lines.Length, 35, 100);
    }
}
