using Npgsql;
using TradingBot.Engine;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges;
using TradingBot.Storage;
using TradingBot.Storage.Candles;
using TradingBot.Storage.Control;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Trading;

/// <summary>What the engine is told before anything live: known instruments with their stored candles.</summary>
internal sealed record WarmMarkets(IReadOnlyList<EngineInput> Inputs, long LastInputSequence, long LastTimeNs);

/// <summary>Reads from the store what the markets were, so that strategies start warm.</summary>
internal sealed partial class WarmStart(
    DatabaseReadiness readiness, ControlStore control, WantedFeed feed, InstrumentStore instruments, CandleStore candles, JournalReader journal, WorkerIdentity worker, TimeProvider time,
    ILogger<WarmStart> logger)
{
    /// <summary>Bars that the engine keeps per series.</summary>
    public const int BarsMax = 512;

    /// <summary>Lengths of the bars that are made of every market.</summary>
    public static readonly int[] Intervals = [5, 60];

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    /// <summary>Reads as often as it needs to succeed: without its database a worker waits, and says so.</summary>
    public async Task<WarmMarkets> LoadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await readiness.CheckAsync(cancellation);
                return await LoadOnceAsync(cancellation);
            }
            catch (Exception failure) when (failure is StorageException or NpgsqlException or TimeoutException or IOException)
            {
                LogWaiting(failure.Message);
                await Task.Delay(RetryDelay, time, cancellation);
            }
        }
    }

    /// <summary>An instrument's stored bars as inputs, oldest first.</summary>
    public async Task<IReadOnlyList<EngineInput>> HistoryAsync(Instrument instrument, CancellationToken cancellation)
    {
        List<EngineInput> history = [];
        foreach (int interval in Intervals)
        {
            IReadOnlyList<Bar> bars = await candles.ReadLatestAsync(instrument, interval, time.GetUtcNow(), BarsMax, worker.IsSimulated, cancellation);
            history.AddRange(bars.Select(bar => new EngineInput { Kind = EngineInputKind.HistoricalBar, Instrument = instrument.Id, Bar = bar }));
        }
        return history;
    }

    private async Task<WarmMarkets> LoadOnceAsync(CancellationToken cancellation)
    {
        // The world comes first: whose candles warm the strategies, and which orders work, depends on it.
        worker.World = feed.Read(await control.ReadAsync(cancellation)) == FeedSource.Simulated ? MarketWorld.Simulated : MarketWorld.Live;
        List<EngineInput> inputs = [new EngineInput { Kind = EngineInputKind.WorldChanged, World = worker.World }];
        foreach (Instrument instrument in await instruments.ReadAllAsync(cancellation))
        {
            inputs.Add(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = instrument.Id, Definition = instrument });
            inputs.AddRange(await HistoryAsync(instrument, cancellation));
        }
        (long sequence, long timeNs) = await journal.ReadHeadAsync(cancellation);
        return new(inputs, sequence, timeNs);
    }

    [LoggerMessage(3011, LogLevel.Error, "Waiting for the database: {Reason}")]
    private partial void LogWaiting(string reason);
}
