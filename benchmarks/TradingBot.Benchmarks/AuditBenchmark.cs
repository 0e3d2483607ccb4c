using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Migrations;

namespace TradingBot.Benchmarks;

/// <summary>
/// Audit rows appended and verified per second, in a PostgreSQL of its own; as many rows as the argument says (300,000 without). Rows are like those of refused requests, about
/// 300 bytes of details. The median of the rounds counts; memory is the process's, before and after.
/// </summary>
internal static class AuditBenchmark
{
    private const int Rounds = 5;
    private const int AtOnce = 5_000;

    public static async Task<int> RunAsync(string? count)
    {
        int rows = count is null ? 300_000 : int.Parse(count, CultureInfo.InvariantCulture);
        if (!TemporaryPostgres.IsAvailable(out string reason))
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }
        await using TemporaryPostgres postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
        string owner = await postgres.CreateDatabaseAsync("audit", CancellationToken.None);
        await Migrator.MigrateAsync(owner, applicationRole: null, _ => { }, CancellationToken.None);
        string folder = Directory.CreateTempSubdirectory("tradingbot-audit-benchmark-").FullName;
        try
        {
            IConfiguration configuration = new ConfigurationBuilder()
                .AddInMemoryCollection([new("ConnectionStrings:trading_bot", owner), new("TRADINGBOT_DATA_DIR", folder)]).Build();
            await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(configuration).AddSingleton(TimeProvider.System).AddStorage(configuration).BuildServiceProvider();
            AuditLog log = services.GetRequiredService<AuditLog>();
            await AppendAsync(log, rows);
            return await VerifyAsync(log, rows) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AppendAsync(AuditLog log, int rows)
    {
        long start = Stopwatch.GetTimestamp();
        for (int done = 0; done < rows; done += AtOnce)
            await log.AppendAsync([.. Enumerable.Range(done, Math.Min(AtOnce, rows - done)).Select(Entry)], CancellationToken.None);
        Console.WriteLine(FormattableString.Invariant($"append {rows / Stopwatch.GetElapsedTime(start).TotalSeconds,12:N0} rows/s"));
    }

    private static async Task<bool> VerifyAsync(AuditLog log, int rows)
    {
        List<double> rates = [];
        long memory = 0;
        for (int round = -1; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            AuditVerdict verdict = await log.VerifyAsync(CancellationToken.None);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (!verdict.IsIntact || verdict.Rows != rows) throw new InvalidDataException($"{verdict.Rows} of {rows} rows: {verdict.Detail}");
            // The first round only warms up.
            if (round < 0) memory = GC.GetTotalMemory(forceFullCollection: true);
            else rates.Add(rows / elapsed.TotalSeconds);
        }
        rates.Sort();
        memory = GC.GetTotalMemory(forceFullCollection: true) - memory;
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant(
            $"verify {rates[Rounds / 2],12:N0} rows/s (best {rates[^1]:N0})  heap grew by {memory / 1024.0:N0} KiB in {Rounds} rounds, peak working set {self.PeakWorkingSet64 / 1048576.0:N0} MiB"));
        return true;
    }

    private static AuditEntry Entry(int number) => new("REAL_TRADE_ATTEMPT", "worker-1", $"{number:x32}", $$"""
        {"layer": "Request", "method": "POST", "target": "https://api.binance.com/api/v3/order", "reason": "https://api.binance.com:443 is no market data address", "number": {{number}},
         "stack": "at TradingBot.Exchanges.Egress.EgressGuard.Check(HttpRequestMessage) at TradingBot.Exchanges.Egress.ExchangeHttp.SendAsync(HttpMethod, Uri)"}
        """);
}
