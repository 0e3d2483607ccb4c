using Npgsql;
using TradingBot.Engine;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Names;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Feeds;

/// <summary>Brings each venue's market to the engine; one venue does not wait for another.</summary>
internal sealed partial class FeedRunner(
    IReadOnlyList<VenueFeed> feeds, InstrumentStore instruments, HistoryImport history, TradingInputs inputs, TimeProvider time, ILogger<FeedRunner> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(feeds.Select(feed => RunAsync(feed, stoppingToken)));

    private async Task RunAsync(VenueFeed feed, CancellationToken cancellation)
    {
        TimeSpan delay = FirstDelay;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                IReadOnlyList<Instrument> traded = await DefineAsync(feed, cancellation);
                LogTraded(StoredNames.Of(feed.Venue), traded.Count);
                await feed.RunAsync(traded, inputs.Market, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is ExchangeException or NpgsqlException or TimeoutException or IOException)
            {
                LogWaiting(StoredNames.Of(feed.Venue), failure.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                delay = delay * 2 < DelayMax ? delay * 2 : DelayMax;
            }
        }
    }

    private async Task<IReadOnlyList<Instrument>> DefineAsync(VenueFeed feed, CancellationToken cancellation)
    {
        IReadOnlyList<Instrument> registered = await instruments.RegisterAsync(await feed.FetchInstrumentsAsync(cancellation), cancellation);
        foreach (Instrument instrument in registered)
        {
            List<EngineInput> inputsOfIt = [new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = instrument.Id, Definition = instrument }];
            inputsOfIt.AddRange(await history.FetchAsync(feed, instrument, cancellation));
            await inputs.ProcessAsync(inputsOfIt, cancellation);
        }
        return registered;
    }

    [LoggerMessage(3501, LogLevel.Information, "{Venue}: {Count} instruments")]
    private partial void LogTraded(string venue, int count);

    [LoggerMessage(3502, LogLevel.Warning, "{Venue} cannot be read ({Reason}); trying again in {Seconds} s")]
    private partial void LogWaiting(string venue, string reason, double seconds);
}
