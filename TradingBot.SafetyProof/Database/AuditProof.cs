using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;
using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Report;
using TradingBot.Storage;
using TradingBot.Storage.Audit;

namespace TradingBot.SafetyProof.Database;

/// <summary>What the guard refuses stands in the audit log exactly once, and the log verifies.</summary>
internal static class AuditProof
{
    private const int Sample = 10;

    /// <summary>On a database of its own, with an empty log.</summary>
    public static async Task<ProofRow> TryAsync(string connectionString, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-proof-");
        try
        {
            IConfiguration configuration = new ConfigurationBuilder()
                .AddInMemoryCollection([new("ConnectionStrings:trading_bot", connectionString), new("TRADINGBOT_DATA_DIR", folder.FullName)]).Build();
            await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(configuration).AddSingleton(TimeProvider.System).AddStorage(configuration).BuildServiceProvider();
            AuditLog log = services.GetRequiredService<AuditLog>();
            // The way that the worker's refusals take, from the refused caller's thread.
            using AuditWriter writer = new(services.GetRequiredService<AuditRecorder>(), TimeProvider.System);
            await writer.StartAsync(cancellation);
            Dictionary<string, int> attempts = Refuse(writer);
            await writer.StopAsync(cancellation);
            await log.AppendWaitingAsync(cancellation);
            List<string> holes = await CompareAsync(connectionString, attempts, cancellation);
            AuditVerdict verdict = await log.VerifyAsync(cancellation);
            if (!verdict.IsIntact) holes.Add(verdict.Detail);
            return ProofRow.From("L11 audit", "each refusal by guard, address guard and frame guard is one row of its own, and the chain verifies", attempts.Values.Sum(), holes,
                $"each exactly once; {verdict.Detail}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Every attempt has a name of its own, so that a row that stands twice can't make up for one that is missing.</summary>
    /// <returns>How often each row should be there.</returns>
    private static Dictionary<string, int> Refuse(AuditWriter writer)
    {
        using FeedMetrics metrics = new(new FeedStatusBoard(TimeProvider.System));
        EgressGuard guard = new(EgressAllowList.Live(), metrics);
        Dictionary<string, int> attempts = [];
        string current = "";
        guard.Denied += denial => writer.Add(new(denial.IsOurs ? AuditEvents.RealTradeAttempt : AuditEvents.EgressSuspicion, "proof", current, JsonSerializer.Serialize(denial)));
        void Try(Action attack)
        {
            current = $"attempt-{attempts.Count}";
            attempts[current] = 1;
            attack();
        }
        foreach (AttackRoute route in AttackCorpus.Sample(Sample))
            foreach (Attack attack in AttackVariants.AtAllowedOrigin(route, EgressAllowList.BinanceRest).Concat(AttackVariants.Elsewhere(route)))
                Try(() =>
                {
                    using HttpRequestMessage request = attack.Request();
                    guard.Check(request);
                });
        foreach (AttackSocket socket in AttackCorpus.Sockets)
        {
            Try(() => guard.CheckSocket(socket.Address));
            Try(() => guard.CheckNamedSocket(socket.Address));
            foreach (string frame in socket.Kind == "ws" ? AttackFrames.Of(socket.Method) : []) Try(() => guard.CheckFrame(Encoding.UTF8.GetBytes(frame)));
        }
        foreach (IPAddress address in (IPAddress[])[IPAddress.Loopback, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1")]) Try(() => guard.CheckResolved("api.kucoin.com", address));
        return attempts;
    }

    private static async Task<List<string>> CompareAsync(string connectionString, Dictionary<string, int> attempts, CancellationToken cancellation)
    {
        Dictionary<string, int> stored = [];
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync(cancellation);
        await using NpgsqlCommand command = new("SELECT correlation_id, count(*)::int FROM audit_logs WHERE event_type IN ('REAL_TRADE_ATTEMPT', 'EGRESS_SUSPICION') GROUP BY 1", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) stored[reader.GetString(0)] = reader.GetInt32(1);
        return
        [
            .. attempts.Where(attempt => stored.GetValueOrDefault(attempt.Key) != attempt.Value).Select(attempt => $"{attempt.Key} stands {stored.GetValueOrDefault(attempt.Key)} times"),
            .. stored.Keys.Where(attempt => !attempts.ContainsKey(attempt)).Select(attempt => $"{attempt} was never made"),
        ];
    }
}
