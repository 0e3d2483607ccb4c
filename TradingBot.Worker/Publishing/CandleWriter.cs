using System.Threading.Channels;
using Npgsql;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Candles;

namespace TradingBot.Worker.Publishing;

/// <summary>Stores closed bars, a second's worth at a time. While the database is away the newest are kept, as many as the queue holds.</summary>
internal sealed partial class CandleWriter(CandleStore store, TimeProvider time, ILogger<CandleWriter> logger) : BackgroundService
{
    private const int WaitingMax = 32_768;
    private const int BatchMax = 2_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Channel<(Instrument Instrument, Bar Bar, bool Simulated)> _waiting = Channel.CreateBounded<(Instrument, Bar, bool)>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Add(Instrument instrument, in Bar bar, bool simulated) => _waiting.Writer.TryWrite((instrument, bar, simulated));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StoreAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await StoreAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StoreAsync(CancellationToken cancellation)
    {
        List<(Instrument Instrument, Bar Bar, bool Simulated)> batch = [];
        while (batch.Count < BatchMax && _waiting.Reader.TryRead(out (Instrument, Bar, bool) candle)) batch.Add(candle);
        try
        {
            foreach (IGrouping<bool, (Instrument Instrument, Bar Bar, bool)> world in batch.GroupBy(candle => candle.Simulated))
                await store.StoreAsync(world.Select(candle => (candle.Instrument, candle.Bar)), CandleSource.Live, world.Key, cancellation);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            // Once more with the next ones: storing is idempotent.
            foreach ((Instrument, Bar, bool) candle in batch) _waiting.Writer.TryWrite(candle);
            if (!cancellation.IsCancellationRequested) LogNotStored(batch.Count, failure.Message);
        }
    }

    [LoggerMessage(3211, LogLevel.Warning, "{Count} candles were not stored yet: {Reason}")]
    private partial void LogNotStored(int count, string reason);
}
