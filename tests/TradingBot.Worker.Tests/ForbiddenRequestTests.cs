using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Exchanges.Egress;
using TradingBot.Storage.Audit;

namespace TradingBot.Worker.Tests;

/// <summary>What an operator sees of a forbidden request: the metric that the alert asks for, and the audit log.</summary>
public sealed partial class ForbiddenRequestTests(ServerFixture servers)
{
    private const int Attempts = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_forbidden_request_is_counted_in_the_metrics_and_audited_once()
    {
        // One of its own: each attempt presses the emergency stop.
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, await servers.CreateDatabaseAsync());
        await worker.ReadyAsync();
        AuditLog audit = worker.Services.GetRequiredService<AuditLog>();
        EgressGuard guard = worker.Services.GetRequiredService<EgressGuard>();
        using HttpClient client = new() { BaseAddress = worker.Address };
        double counted = await CountedAsync(client);
        long audited = await audit.CountAsync(AuditEvents.RealTradeAttempt, DateTimeOffset.UnixEpoch, Cancellation);

        Stopwatch watch = Stopwatch.StartNew();
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            using HttpRequestMessage forbidden = new(HttpMethod.Post, $"https://api.binance.com/api/v3/order?number={attempt}");
            Assert.NotNull(guard.Check(forbidden));
        }
        await WorkerUnderTest.UntilAsync(async () => await CountedAsync(client) >= counted + Attempts);
        double shownMs = watch.Elapsed.TotalMilliseconds;
        await WorkerUnderTest.UntilAsync(async () => await audit.CountAsync(AuditEvents.RealTradeAttempt, DateTimeOffset.UnixEpoch, Cancellation) >= audited + Attempts);
        double auditedMs = watch.Elapsed.TotalMilliseconds;

        TestContext.Current.TestOutputHelper?.WriteLine($"{Attempts} attempts: in the metrics after {shownMs:0} ms, in the audit log after {auditedMs:0} ms");
        Assert.InRange(shownMs, 0, 25_000); // five times the five seconds that are promised
        Assert.Equal(counted + Attempts, await CountedAsync(client));
        Assert.Equal(audited + Attempts, await audit.CountAsync(AuditEvents.RealTradeAttempt, DateTimeOffset.UnixEpoch, Cancellation));
    }

    private static async Task<double> CountedAsync(HttpClient client) =>
        Counter().Matches(await client.GetStringAsync("/metrics", Cancellation)).Sum(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^real_trade_attempts_total(?:\{[^}]*\})? (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Counter();
}
