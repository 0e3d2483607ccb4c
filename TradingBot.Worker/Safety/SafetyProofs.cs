using TradingBot.Exchanges;
using TradingBot.Exchanges.Egress;
using TradingBot.Storage.Safety;

namespace TradingBot.Worker.Safety;

/// <summary>The proofs themselves; each says what was seen.</summary>
internal static class SafetyProofs
{
    public const string Ok = "ok";
    public const string Failed = "failed";

    /// <summary>Where the services log in as the database's owner this layer is missing; that is told, but does not make a real trade possible.</summary>
    public const string DatabaseRights = "database-rights";

    // What the guard must refuse whatever its list is: an order at each venue, a withdrawal, and a plain GET of an account.
    private static readonly (HttpMethod Method, string Address)[] Canaries =
    [
        (HttpMethod.Post, "https://api.binance.com/api/v3/order"),
        (HttpMethod.Post, "https://data-api.binance.vision/api/v3/order"),
        (HttpMethod.Post, "https://api.kucoin.com/api/v1/orders"),
        (HttpMethod.Post, "https://api.kucoin.com/api/v3/withdrawals"),
        (HttpMethod.Get, "https://api.kucoin.com/api/v1/accounts"),
        (HttpMethod.Delete, "https://api.kucoin.com/api/v1/orders"),
    ];

    // Libraries that can place real orders; nothing of ours refers to them, and no plug-in may bring them in.
    private static readonly string[] TradingClients = ["Binance.Net", "Kucoin.Net", "CryptoExchange.Net", "ccxt", "ExchangeSharp"];

    public static List<SafetyProof> OfThisProcess(IReadOnlyList<PaperTradingViolation> violations, EgressGuard guard)
    {
        string[] passed = [.. Canaries.Where(canary => Passes(guard, canary.Method, canary.Address)).Select(canary => $"{canary.Method} {canary.Address}")];
        string[] loaded = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? "")];
        string[] clients = [.. loaded.Where(name => TradingClients.Any(client => name.StartsWith(client, StringComparison.OrdinalIgnoreCase)))];
        string[] writing = [.. guard.AllowList.Rules.Where(rule => rule.Method != "GET" && !(rule.Method == "POST" && rule.Path == "/api/v1/bullet-public")).Select(rule => rule.Method)];
        return
        [
            new("credentials", "No exchange keys", Ok, "no setting or variable of this process looks like an exchange key; the worker would not have started"),
            violations.Count == 0
                ? new("configuration", "Mode flags", Ok, "nothing asks for real trading")
                : new("configuration", "Mode flags", Failed, string.Join("; ", violations.Select(violation => $"{violation.Setting} is {violation.Value}"))),
            clients.Length == 0
                ? new("no-code", "No trading client", Ok, $"{loaded.Length} assemblies are loaded; none of them can place an order at an exchange")
                : new("no-code", "No trading client", Failed, $"a trading client is loaded: {string.Join(", ", clients)}"),
            passed.Length == 0
                ? new("egress-guard", "Egress guard", Ok, $"{Canaries.Length} forbidden requests were refused just now; {guard.Denials} attempts refused since start")
                : new("egress-guard", "Egress guard", Failed, $"the guard would let pass: {string.Join(", ", passed)}"),
            writing.Length == 0
                ? new("egress-list", "Allow-list", Ok, $"{guard.AllowList.Rules.Count} rules, all of them public market data")
                : new("egress-list", "Allow-list", Failed, $"the list has methods that write: {string.Join(", ", writing.Distinct())}"),
        ];
    }

    public static IReadOnlyList<SafetyProof> OfDatabase(IReadOnlyList<string> holes)
    {
        string[] rights = [.. holes.Where(hole => hole.StartsWith("this role ", StringComparison.Ordinal))];
        string[] laws = [.. holes.Except(rights)];
        return
        [
            laws.Length == 0
                ? new("database-constraint", "Paper trades only", Ok, "the constraint and the append-only triggers stand, and every stored execution is a paper trade")
                : new("database-constraint", "Paper trades only", Failed, string.Join("; ", laws)),
            rights.Length == 0
                ? new(DatabaseRights, "Database rights", Ok, "this role owns no table and may not change journal, ledger, executions or audit log")
                : new(DatabaseRights, "Database rights", Failed, $"{rights.Length} rights too many: {string.Join("; ", rights.Take(3))}"),
        ];
    }

    private static bool Passes(EgressGuard guard, HttpMethod method, string address)
    {
        using HttpRequestMessage request = new(method, address);
        return guard.Probe(request) is null;
    }
}
