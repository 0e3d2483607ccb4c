using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Conformance;

/// <summary>The client library ccxt (npm, MIT), which knows nothing of the simulator, against both venues' interfaces; its checks are in the .mjs files beside.</summary>
public sealed class ConformanceTests
{
    private const int LeastNodeVersion = 20;
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conformance");

    [Fact]
    public async Task Ccxt_finds_the_simulator_s_truth_over_rest_and_sockets_of_both_venues()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        await RestoreAsync(patience.Token);
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
        (int code, string said) = await RunAsync("node", ["conformance.mjs", host.Address.ToString(), Start.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)], patience.Token);

        string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(code == 0 && !lines.Any(line => line.StartsWith("FAILED", StringComparison.Ordinal)), said);
        // A script that ends early must not pass: the last check of each venue and way is there.
        Assert.All(
            ["binance fetchLastPrices", "binance watchOHLCV", "kucoin unknown symbols", "kucoin watchOHLCV"],
            check => Assert.Contains(lines, line => line.StartsWith($"ok {check}", StringComparison.Ordinal)));
        Assert.InRange(lines.Length, 35, 100);
    }

    /// <summary>Fetches the library once per output folder; where that can't be done, the test is skipped with the reason.</summary>
    private static async Task RestoreAsync(CancellationToken cancellation)
    {
        (int code, string version) = await RunAsync("node", ["--version"], cancellation);
        bool isRecent = int.TryParse(version.Trim().TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) && major >= LeastNodeVersion;
        Assert.SkipUnless(code == 0 && isRecent, $"Node.js {LeastNodeVersion} or later is needed to run ccxt: {version}");
        string wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), cancellation)));
        string stamp = Path.Combine(Folder, "node_modules", ".restored");
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellation) == wanted)
            return;
        (code, string said) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], cancellation);
        Assert.SkipUnless(code == 0, $"npm can't fetch ccxt: {said.ReplaceLineEndings(" ")}");
        await File.WriteAllTextAsync(stamp, wanted, cancellation);
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        // npm is a script on Windows, which only the command interpreter starts.
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", program, .. arguments]) : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = Folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
                string errors = await process.StandardError.ReadToEndAsync(cancellation);
                await process.WaitForExitAsync(cancellation);
                return (process.ExitCode, await output + errors);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception)
        {
            return (127, $"{program} was not found.");
        }
    }
}
