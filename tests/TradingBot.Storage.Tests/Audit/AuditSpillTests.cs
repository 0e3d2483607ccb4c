using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Tests.Control;

namespace TradingBot.Storage.Tests.Audit;

public sealed class AuditSpillTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_while_the_database_is_down_are_appended_once_in_order_with_their_own_time()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        using TemporaryFolder folder = new();
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await using (ServiceProvider cutOff = (database with { Application = Unreachable(database) }).Services(("TRADINGBOT_DATA_DIR", folder.Path)))
        {
            AuditRecorder recorder = cutOff.GetRequiredService<AuditRecorder>();
            for (int row = 0; row < 5; row++) await recorder.RecordAsync([Entry($"down-{row}")], TimeSpan.FromSeconds(5));
            Assert.True(cutOff.GetRequiredService<AuditSpill>().Bytes > 0);
        }
        DateTimeOffset after = DateTimeOffset.UtcNow;
        await using ServiceProvider services = database.Services(("TRADINGBOT_DATA_DIR", folder.Path));
        AuditSpill spill = services.GetRequiredService<AuditSpill>();
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(spill.Location, "waiting.jsonl"), Cancellation);

        // A new row comes after those that wait.
        await services.GetRequiredService<AuditRecorder>().RecordAsync([Entry("up")], TimeSpan.FromSeconds(30));
        Assert.Equal(0, spill.Bytes);
        // As if the process had been killed between the commit and the removal of the file.
        await File.WriteAllBytesAsync(Path.Combine(spill.Location, "appending.jsonl"), file, Cancellation);
        Assert.True(await services.GetRequiredService<AuditLog>().AppendWaitingAsync(Cancellation));

        AuditLog log = services.GetRequiredService<AuditLog>();
        IReadOnlyList<AuditRecord> rows = await log.ReadAsync(eventType: null, from: null, before: null, limit: 100, Cancellation);
        Assert.Equal(["down-0", "down-1", "down-2", "down-3", "down-4", "up"], rows.Reverse().Select(row => row.CorrelationId));
        Assert.All(rows.Skip(1), row => Assert.InRange(row.OccurredAt, before.AddMilliseconds(-1), after));
        Assert.Equal(0, spill.Bytes);
        Assert.True((await log.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Many_processes_spill_and_append_at_once_and_each_row_is_there_once()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        using TemporaryFolder folder = new();
        await using ServiceProvider one = database.Services(("TRADINGBOT_DATA_DIR", folder.Path));
        await using ServiceProvider other = database.Services(("TRADINGBOT_DATA_DIR", folder.Path));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(async () =>
        {
            ServiceProvider services = number % 2 == 0 ? one : other;
            if (number % 4 == 3) await services.GetRequiredService<AuditRecorder>().RecordAsync([Entry($"{number}")], TimeSpan.FromSeconds(30));
            else await services.GetRequiredService<AuditSpill>().AddAsync([Entry($"{number}")]);
            if (number % 5 == 0) await services.GetRequiredService<AuditLog>().AppendWaitingAsync(Cancellation);
        }, Cancellation)));
        Assert.True(await one.GetRequiredService<AuditLog>().AppendWaitingAsync(Cancellation));

        AuditLog log = one.GetRequiredService<AuditLog>();
        IReadOnlyList<AuditRecord> rows = await log.ReadAsync(eventType: null, from: null, before: null, limit: 100, Cancellation);
        Assert.Equal(Enumerable.Range(0, 40), rows.Select(row => int.Parse(row.CorrelationId, System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.True((await log.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task A_torn_or_foreign_line_is_left_out_and_told_in_the_log()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        using TemporaryFolder folder = new();
        await using ServiceProvider services = database.Services(("TRADINGBOT_DATA_DIR", folder.Path));
        AuditSpill spill = services.GetRequiredService<AuditSpill>();
        await spill.AddAsync([Entry("first")]);
        string path = Path.Combine(spill.Location, "waiting.jsonl");
        string line = await File.ReadAllTextAsync(path, Cancellation);
        await File.AppendAllTextAsync(path, line.Replace("first", "forgd", StringComparison.Ordinal) + line[..40], Cancellation);
        await spill.AddAsync([Entry("last")]);

        await services.GetRequiredService<AuditLog>().AppendWaitingAsync(Cancellation);

        IReadOnlyList<AuditRecord> rows = await services.GetRequiredService<AuditLog>().ReadAsync(eventType: null, from: null, before: null, limit: 10, Cancellation);
        Assert.Equal(["first", "last", ""], rows.Reverse().Select(row => row.CorrelationId));
        Assert.Equal(AuditEvents.SpillDamaged, rows[0].EventType);
        Assert.Contains("\"lines\": 2", rows[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_rows_and_those_of_while_the_host_stops_are_each_in_the_log_once()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        using TemporaryFolder folder = new();
        await using ServiceProvider services = database.Services(("TRADINGBOT_DATA_DIR", folder.Path));
        using AuditWriter writer = new(services.GetRequiredService<AuditRecorder>(), TimeProvider.System);
        const int rows = 12_000;
        for (int row = 0; row < rows; row++) writer.Add(Entry($"{row}"));
        await writer.StartAsync(Cancellation);
        await writer.StopAsync(Cancellation);
        writer.Add(Entry($"{rows}"));

        AuditLog log = services.GetRequiredService<AuditLog>();
        await log.AppendWaitingAsync(Cancellation);
        Assert.Equal(rows + 1, await log.CountAsync("CONFIG_CHANGE", DateTimeOffset.UnixEpoch, Cancellation));
        Assert.Equal("12000", (await log.ReadAsync(eventType: null, from: null, before: null, limit: 1, Cancellation))[0].CorrelationId);
        Assert.True((await log.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Details_that_the_database_cannot_store_do_not_hold_up_the_rows_behind_them()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        using TemporaryFolder folder = new();
        await using ServiceProvider services = database.Services(("TRADINGBOT_DATA_DIR", folder.Path));
        AuditLog log = services.GetRequiredService<AuditLog>();
        await log.AppendAsync([new("LOGIN", "a\0b", "", """{"frame": "\u0000"}"""), new("LOGIN", "c", "", "no json"), new("LOGIN", "d", "", "{}")], Cancellation);
        IReadOnlyList<AuditRecord> rows = await log.ReadAsync("LOGIN", from: null, before: null, limit: 10, Cancellation);
        Assert.Equal(["{}", """{"unreadable": "bm8ganNvbg=="}""", "{\"frame\": \"\uFFFD\"}"], rows.Select(row => row.Details));
        Assert.True((await log.VerifyAsync(Cancellation)).IsIntact);
        Assert.Throws<ArgumentException>(() => new AuditEntry("login", "a", "", "{}").Storable());
    }

    private static AuditEntry Entry(string correlation) => new("CONFIG_CHANGE", "tester", correlation, "{}");

    private static string Unreachable(TestDatabase database) => new NpgsqlConnectionStringBuilder(database.Application) { Port = 1 }.ConnectionString;
}
