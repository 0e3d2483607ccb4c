using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Recordings.Verification;
using TradingBot.Exchanges.Status;
using TradingBot.Storage.Commands;
using MarketStatus = TradingBot.Engine.MarketData.MarketStatus;

namespace TradingBot.Worker.Tests;

/// <summary>A whole worker whose recording is on a disk that is slow, or does not answer at all.</summary>
public sealed class SlowRecordingTests(ServerFixture servers) : IDisposable
{
    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, "gtc");
    private readonly string _folder = Directory.CreateTempSubdirectory("tradingbot-recording-test-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task On_a_slow_disk_orders_take_longer_and_nothing_that_the_journal_came_of_is_missing()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        Guid account;
        // A busy machine may add to what the disk takes; how long it is waited for is the next test's.
        await using (WorkerUnderTest worker = await StartAsync(database, () => Thread.Sleep(150), TimeSpan.FromSeconds(60)))
        {
            await worker.ReadyAsync();
            account = await worker.OpenAccountAsync();
            for (int order = 0; order < 5; order++) Assert.Equal("none", (await worker.DoAsync(account, Rest)).Reason);
            RecordingWriter writer = worker.Services.GetRequiredService<MarketRecording>().Writer!;
            Assert.Equal((null, 0L), (writer.Failure, writer.Dropped));
            await worker.StopAsync();
        }
        IReadOnlyList<EngineEvent> journal = await RecordingTests.JournalAsync(database, account);

        (TradingEngine engine, List<EngineEvent> events, _) = RecordingTests.Replay(_folder, account, journal[^1].AccountSequence);

        Assert.Equal(journal.Select(RecordingTests.Text), events.Select(RecordingTests.Text));
        Assert.Equal(RecordingTests.HashOf(account, journal), engine.StateHash(new AccountId(account)));
    }

    [Fact]
    public async Task A_disk_that_hangs_stops_neither_feeds_nor_orders_and_leaves_a_hole_of_known_size()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        using ManualResetEventSlim answers = new(initialState: true);
        try
        {
            await using WorkerUnderTest worker = await StartAsync(database, answers.Wait);
            await worker.ReadyAsync();
            Guid account = await worker.OpenAccountAsync();
            RecordingWriter writer = worker.Services.GetRequiredService<MarketRecording>().Writer!;
            using HttpClient http = new() { BaseAddress = worker.Address };
            await WorkerUnderTest.UntilAsync(() => writer.Failure is null);

            answers.Reset();
            Stopwatch watch = Stopwatch.StartNew();
            Assert.Equal("none", (await worker.DoAsync(account, Rest)).Reason);
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5 * writer.Patience.TotalSeconds);
            await WorkerUnderTest.UntilAsync(() => writer.Failure is not null);
            Assert.Contains("\nrecording_failed 1\n", await http.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
            HealthReport health = await worker.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "recording", Cancellation);
            Assert.Equal(HealthStatus.Degraded, health.Status);
            long dropped = writer.Dropped;
            await WorkerUnderTest.UntilAsync(() => writer.Dropped > dropped + 100); // The feeds go on.
            for (int order = 0; order < 3; order++) Assert.Equal("none", (await worker.DoAsync(account, Rest)).Reason);
            Assert.Equal(TradingMode.Running, worker.Loop.Order.Mode);
            Assert.Contains(worker.Services.GetRequiredService<FeedStatusBoard>().Streams(), stream => stream is { Stream: StreamKind.Book, Status: MarketStatus.Live });

            answers.Set();
            await WorkerUnderTest.UntilAsync(() => writer.Failure is null);
            Assert.Contains("\nrecording_failed 0\n", await http.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
            Assert.Equal("none", (await worker.DoAsync(account, Rest)).Reason);
            dropped = writer.Dropped;
            await worker.StopAsync();

            string[] segments = RecordingTests.Segments(_folder);
            Assert.Equal(dropped, segments.SelectMany(RecordingTests.Read).Where(record => record.Kind == RecordKind.Hole).Max(record => record.Source));
            RecordingVerification verified = RecordedFiles.Verify(segments, _ => { }, Cancellation);
            Assert.Empty(verified.Damages);
            Assert.Equal(0, verified.Inputs!.Different);
        }
        finally
        {
            // Nothing may hang for ever on a disk that is none.
            answers.Set();
        }
    }

    private Task<WorkerUnderTest> StartAsync(TestDatabase database, Action beforeWriting, TimeSpan? patience = null) => WorkerUnderTest.StartAsync(
        servers, database,
        services => services.AddSingleton(provider =>
        {
            RecordingOptions options = provider.GetRequiredService<IOptions<RecordingOptions>>().Value;
            return new MarketRecording(
                options, new SegmentFiles(options.Folder!, path => new StrangeFile(path, beforeWriting)), provider.GetRequiredService<RecordingMetrics>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetService<RecordingFacts>(), patience);
        }),
        RecordingTests.Recording(_folder));

    private sealed class StrangeFile(string path, Action beforeWriting) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            beforeWriting();
            base.Write(buffer);
        }
    }
}
