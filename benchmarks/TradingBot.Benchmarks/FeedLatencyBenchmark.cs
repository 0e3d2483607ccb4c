using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TradingBot.Engine;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Benchmarks;

/// <summary>
/// From socket to engine over loopback: the simulator in one process with the feeds of both venues and a reader of their channel, which takes the time of each trade's arrival.
/// The simulator stamps a trade with its simulated time and sends it when that time has come, so the difference holds its pacing, the socket, parsing, order and the channel.
/// </summary>
internal static class FeedLatencyBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync()
    {
        await using SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { WarmUp = TimeSpan.FromMinutes(1) });
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Exchanges:Feed"] = "simulated",
            [ExchangesOptions.SimulatorKey] = host.Address.ToString(),
        }).Build();
        await using ServiceProvider services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)).AddMetrics().AddExchanges(configuration).BuildServiceProvider();
        foreach (VenueFeed feed in services.GetRequiredService<IReadOnlyList<VenueFeed>>()) await MeasureAsync(feed);
        return 0;
    }

    private static async Task MeasureAsync(VenueFeed feed)
    {
        Channel<MarketInput> channel = Channel.CreateBounded<MarketInput>(10_000);
        using CancellationTokenSource stop = new(WarmUp + Measured);
        IReadOnlyList<Instrument> instruments = await feed.FetchInstrumentsAsync(CancellationToken.None);
        Task run = feed.RunAsync([.. instruments.Select((instrument, at) => instrument with { Id = new InstrumentId(at + 1) })], channel.Writer, stop.Token);
        long start = Stopwatch.GetTimestamp();
        List<double> book = [], trades = [];
        try
        {
            while (await channel.Reader.WaitToReadAsync(stop.Token))
            {
                while (channel.Reader.TryRead(out MarketInput seen))
                {
                    EngineInput input = seen.Input;
                    DateTimeOffset now = DateTimeOffset.UtcNow;
                    if (Stopwatch.GetElapsedTime(start) < WarmUp) continue;
                    if (input.Kind == EngineInputKind.Trade) trades.Add(Since(input.Trade.ExchangeTimeNs, now));
                    else if (input.Kind == EngineInputKind.BookDelta) book.Add(Since(input.Book!.ExchangeTimeNs, now));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Long enough.
        }
        await run;
        Print($"{feed.Venue} trades", trades);
        Print($"{feed.Venue} book changes", book);
    }

    private static double Since(long exchangeTimeNs, DateTimeOffset now) => (now - DateTimeOffset.UnixEpoch).TotalMilliseconds - exchangeTimeNs / 1e6;

    private static void Print(string name, List<double> values)
    {
        values.Sort();
        if (values.Count == 0) Console.WriteLine($"{name}: none came");
        else Console.WriteLine(FormattableString.Invariant($"{name,-22} {values.Count,7:N0}  p50 {At(0.5):0.00} ms  p99 {At(0.99):0.00} ms  max {values[^1]:0.00} ms"));

        double At(double share) => values[Math.Min(values.Count - 1, (int)(values.Count * share))];
    }
}
