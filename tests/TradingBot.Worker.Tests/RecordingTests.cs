using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Recordings.Verification;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;

namespace TradingBot.Worker.Tests;

/// <summary>What a worker recorded gives an engine the very same inputs, so it does the very same; also when the worker was killed.</summary>
public sealed class RecordingTests(ServerFixture servers)
{
    private static readonly PlaceOrderBody Buy = new("binance", "BTC-USDT", "buy", "market", 0.01m, null, null);
    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, "gtc");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_that_is_given_the_recording_ends_in_the_same_state()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        string folder = Directory.CreateTempSubdirectory("tradingbot-recording-test-").FullName;
        try
        {
            Guid account;
            IReadOnlyList<EngineEvent> journal;
            await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, Recording(folder)))
            {
                await worker.ReadyAsync();
                account = await worker.OpenAccountAsync();
                for (int round = 0; round < 5; round++)
                {
                    Assert.Equal("none", (await worker.DoAsync(account, round % 2 == 0 ? Buy : Rest)).Reason);
                    // Answered means journaled, and then its input and all before it must be in the file already.
                    Assert.Equal(round + 2, Segments(folder).SelectMany(Read).Count(record => record.Kind == RecordKind.Input && InputNote.Read(record).Kind == EngineInputKind.Command));
                }
                await worker.StopAsync();
                journal = await JournalAsync(database, account);
            }

            (TradingEngine engine, List<EngineEvent> events, long inputs) = Replay(folder, account, journal[^1].AccountSequence);

            Assert.Equal(journal.Select(Text), events.Select(Text));
            Assert.Equal(HashOf(account, journal), engine.StateHash(new AccountId(account)));
            Assert.InRange(inputs, 50, long.MaxValue);
            RecordingVerification verified = RecordedFiles.Verify(Segments(folder), _ => { }, Cancellation);
            Assert.True(verified.Holds, string.Join("; ", verified.Damages));
            Assert.Equal((0L, 0L, 0L), (verified.Inputs!.Different, verified.Inputs.Unknown, verified.Inputs.Missing));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_killed_worker_leaves_every_record_that_its_journal_came_of()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        string folder = Directory.CreateTempSubdirectory("tradingbot-recording-test-").FullName;
        try
        {
            await using ServiceProvider client = ProcessTests.Client(database);
            Guid account = Guid.CreateVersion7();
            Dictionary<string, string?> environment = ProcessTests.Environment(servers, database, Path.Combine(folder, "state"), Recording(folder));
            using (Process worker = ProcessTests.StartQuiet(environment))
            {
                try
                {
                    Assert.Equal("none", (await ProcessTests.DoAsync(client, account, "open",
                        new OpenAccountBody("Test", "USDT", new Dictionary<string, decimal> { ["USDT"] = 100_000m }, new(50_000m, 90_000m, 0.5m, 1_000))))?.Reason);
                    await WorkerUnderTest.UntilAsync(async () => (await ProcessTests.DoAsync(client, account, Guid.NewGuid().ToString(), Buy))?.Reason == "none");
                    int answered = 0;
                    Task[] load = [.. Enumerable.Range(0, 100).Select(async number =>
                    {
                        if ((await ProcessTests.DoAsync(client, account, $"load-{number}", Rest, seconds: 10))?.OrderId is not null) Interlocked.Increment(ref answered);
                    })];
                    await WorkerUnderTest.UntilAsync(() => Volatile.Read(ref answered) >= 10);
                    worker.Kill();
                    await worker.WaitForExitAsync(Cancellation);
                    await Task.WhenAll(load);
                }
                finally
                {
                    if (!worker.HasExited) worker.Kill();
                }
            }
            IReadOnlyList<EngineEvent> journal = await JournalAsync(database, account);

            (TradingEngine engine, List<EngineEvent> events, _) = Replay(folder, account, journal[^1].AccountSequence);

            Assert.InRange(journal.Count, 10, int.MaxValue);
            Assert.Equal(journal.Select(Text), events.Select(Text));
            Assert.Equal(HashOf(account, journal), engine.StateHash(new AccountId(account)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Where_recording_is_required_trading_pauses_while_it_fails_and_goes_on_after_it()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        string folder = Directory.CreateTempSubdirectory("tradingbot-recording-test-").FullName;
        string inTheWay = Path.Combine(folder, "recordings");
        await File.WriteAllTextAsync(inTheWay, "a file where the folder should be", Cancellation);
        try
        {
            await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database,
                ("Recording:Enabled", "true"), ("Recording:Required", "true"), ("Recording:Folder", inTheWay), ("Exchanges:Symbols:kucoin", ""));
            await WorkerUnderTest.UntilAsync(() => worker.Loop.Order is { Mode: TradingMode.Paused } order && order.Reason.StartsWith("nothing can be recorded", StringComparison.Ordinal));
            using HttpClient http = new() { BaseAddress = worker.Address };
            Assert.Contains("\nrecording_failed 1\n", await http.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
            File.Delete(inTheWay);
            await WorkerUnderTest.UntilAsync(() => worker.Loop.Order.Mode == TradingMode.Running);
            Assert.Contains("\nrecording_failed 0\n", await http.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
            await WorkerUnderTest.UntilAsync(() => Read(Segments(inTheWay)[0]).Exists(record => record.Kind == RecordKind.Hole));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_kind_of_input_that_comes_of_no_feed_is_read_as_it_was_written()
    {
        AccountId account = new(Guid.CreateVersion7());
        Command[] commands =
        [
            new OpenAccount(Guid.CreateVersion7(), account, "Ä \"name\"", "USDT", new Dictionary<string, Engine.Amounts.Money> { ["USDT"] = new(Int128.Parse("123456789012345678901234567890", CultureInfo.InvariantCulture)) },
                new() { MaxOrderNotional = new(1), MaxPositionNotional = new(2), MaxDrawdownPartsPerMillion = 3, MaxOpenOrders = 4 }),
            new CancelOrder(Guid.CreateVersion7(), account, Guid.CreateVersion7()),
            new CancelAllOrders(Guid.CreateVersion7(), account, default),
            new ConfigureStrategy(Guid.CreateVersion7(), account, new("a", "ma-cross", new(7), 60, new Dictionary<string, decimal> { ["fast"] = 1.50m }), IsRunning: true),
            new SetRiskLimits(Guid.CreateVersion7(), account, new() { MaxOrderNotional = new(-1), MaxPositionNotional = new(2), MaxDrawdownPartsPerMillion = 3, MaxOpenOrders = 4 }),
        ];
        EngineInput[] inputs =
        [
            .. commands.Select(command => new EngineInput { Kind = EngineInputKind.Command, Command = command }),
            new() { Kind = EngineInputKind.ControlChanged, Control = new(TradingMode.Stopped, 12, "why") },
            new() { Kind = EngineInputKind.HistoricalBar, Instrument = new(3), Bar = new(60_000_000_000, 60, new(1), new(4), new(1), new(2), new(9), 5) },
            new() { Kind = EngineInputKind.TimerTick },
            new() { Kind = EngineInputKind.WorldChanged, World = Engine.MarketData.MarketWorld.Simulated },
        ];
        foreach (EngineInput input in inputs)
        {
            EngineInput read = InputJson.Read(new InputNote(input.Kind, 5, 6, 0, 0, InputJson.Write(input)));

            Assert.Equal((5L, 6L, input.Kind, input.Instrument, input.Bar, input.Control, input.World), (read.Sequence, read.TimeNs, read.Kind, read.Instrument, read.Bar, read.Control, read.World));
            Assert.Equivalent(input.Command, read.Command, strict: true);
            Assert.Equal(input.Command?.GetType(), read.Command?.GetType());
        }
    }

    internal static (string, string)[] Recording(string folder) => [("Recording:Enabled", "true"), ("Recording:Folder", Path.Combine(folder, "recordings"))];

    internal static string[] Segments(string folder)
    {
        string within = Directory.Exists(Path.Combine(folder, "recordings")) ? Path.Combine(folder, "recordings") : folder;
        return [.. Directory.GetFiles(within, "*.tbr*").Order(StringComparer.Ordinal)];
    }

    internal static List<TapeRecord> Read(string path)
    {
        using SegmentReader segment = SegmentReader.Open(path);
        return [.. segment.Read().Select(record => record with { Content = record.Content.ToArray() })];
    }

    /// <summary>Gives a new engine the recorded inputs until the account has come as far as its journal.</summary>
    internal static (TradingEngine Engine, List<EngineEvent> Events, long Inputs) Replay(string folder, Guid account, long until)
    {
        TradingEngine engine = new();
        EngineOutput output = new();
        InputReplay replay = new();
        List<EngineEvent> events = [];
        long inputs = 0;
        foreach (TapeRecord record in Segments(folder).SelectMany(Read))
        {
            if (!replay.TryTake(record, out ReplayedInput input)) continue;
            Assert.True(input.Outcome == ReplayOutcome.Same, $"input {input.Note.Sequence} ({input.Note.Kind}) of record {input.Note.Cause}: {input.Outcome}");
            engine.Process(input.Input, output);
            events.AddRange(output.Events.Where(happened => happened.Account.Value == account));
            output.Clear();
            inputs++;
            if (events.Count > 0 && events[^1].AccountSequence >= until) break;
        }
        return (engine, events, inputs);
    }

    internal static string Text(EngineEvent happened) => System.Text.Json.JsonSerializer.Serialize(happened, happened.GetType());

    internal static string HashOf(Guid account, IReadOnlyList<EngineEvent> journal)
    {
        TradingEngine engine = new();
        AccountId id = new(account);
        engine.Restore(id, journal);
        return engine.StateHash(id);
    }

    internal static async Task<IReadOnlyList<EngineEvent>> JournalAsync(TestDatabase database, Guid account)
    {
        await using ServiceProvider client = ProcessTests.Client(database);
        return await client.GetRequiredService<JournalReader>().ReadAsync(new AccountId(account), after: 0, Cancellation).ToListAsync(Cancellation);
    }
}
