using System.Text;
using TradingBot.Engine.Settings;
using TradingBot.Exchanges.Egress;
using TradingBot.Storage.Safety;

namespace TradingBot.Worker.Safety;

/// <summary>The proofs themselves; each says what was seen.</summary>
internal static class SafetyProofs
{
    public const string Ok = "ok";
    public const string Failed = "failed";
    public const string Unknown = "unknown";

    public const string Configuration = "configuration";
    public const string Canary = "canary";
    public const string CanaryName = "Canary";

    /// <summary>Where the services log in as the database's owner this layer is missing; that is told, but does not make a real trade possible.</summary>
    public const string DatabaseRights = "database-rights";

    // What the guard must refuse whatever its list is: an order at each venue, a withdrawal, and a plain GET of an account.
    internal static readonly (HttpMethod Method, string Address)[] Canaries =
    [
        (HttpMethod.Post, "https://api.binance.com/api/v3/order"),
        (HttpMethod.Post, "https://data-api.binance.vision/api/v3/order"),
        (HttpMethod.Post, "https://api.kucoin.com/api/v1/orders"),
        (HttpMethod.Post, "https://api.kucoin.com/api/v3/withdrawals"),
        (HttpMethod.Get, "https://api.kucoin.com/api/v1/accounts"),
        (HttpMethod.Delete, "https://api.kucoin.com/api/v1/orders"),
    ];

    internal static readonly string[] CanaryFrames =
    [
        """{"id": 1, "method": "order.place", "params": {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "1"}}""",
        """{"id": 2, "method": "SUBSCRIBE", "params": ["pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1"]}""",
        """{"id": "3", "type": "subscribe", "topic": "/spotMarket/tradeOrders", "privateChannel": true}""",
    ];

    // Libraries that can place real orders; nothing of ours refers to them, and no plug-in may bring them in.
    private static readonly string[] TradingClients = ["Binance.Net", "Kucoin.Net", "CryptoExchange.Net", "ccxt", "ExchangeSharp"];

    public static List<SafetyProof> OfThisProcess(IReadOnlyList<PaperTradingViolation> violations, EgressGuard guard, ExchangeKeyFoundException? key = null)
    {
        string[] passed = [.. Canaries.Where(canary => Passes(guard, canary.Method, canary.Address)).Select(canary => $"{canary.Method} {canary.Address}")];
        string[] frames = [.. CanaryFrames.Where(frame => EgressGuard.ProbeFrame(Encoding.UTF8.GetBytes(frame)) is null)];
        string[] loaded = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? "")];
        string[] clients = [.. loaded.Where(name => TradingClients.Any(client => name.StartsWith(client, StringComparison.OrdinalIgnoreCase)))];
        string[] writing = [.. guard.AllowList.Rules.Where(rule => rule.Method != "GET" && !(rule.Method == "POST" && rule.Path == "/api/v1/bullet-public")).Select(rule => rule.Method)];
        return
        [
            key is null
                ? new("credentials", "No exchange keys", Ok, "no setting or variable of this process looks like an exchange key; the worker would not have started")
                : new("credentials", "No exchange keys", Failed, $"an exchange key is configured: {string.Join(", ", key.Settings)}"),
            violations.Count == 0
                ? new(Configuration, "Mode flags", Ok, "nothing asks for real trading")
                : new(Configuration, "Mode flags", Failed, string.Join("; ", violations.Select(violation => $"{violation.Setting} is {violation.Value}"))),
            clients.Length == 0
                ? new("no-code", "No trading client", Ok, $"{loaded.Length} assemblies are loaded; none of them can place an order at an exchange")
                : new("no-code", "No trading client", Failed, $"a trading client is loaded: {string.Join(", ", clients)}"),
            passed.Length == 0
                ? new("egress-guard", "Egress guard", Ok, $"{Canaries.Length} forbidden requests were refused just now; {guard.Denials} attempts refused since start")
                : new("egress-guard", "Egress guard", Failed, $"the guard would let pass: {string.Join(", ", passed)}"),
            frames.Length == 0
                ? new("frame-guard", "Frame guard", Ok, $"{CanaryFrames.Length} frames of orders and user streams would not be written to a socket")
                : new("frame-guard", "Frame guard", Failed, $"the guard would let these be written: {string.Join(", ", frames)}"),
            writing.Length == 0
                ? new("egress-list", "Allow-list", Ok, $"{guard.AllowList.Rules.Count} rules, all of them public market data")
                : new("egress-list", "Allow-list", Failed, $"the list has methods that write: {string.Join(", ", writing.Distinct())}"),
        ];
    }

    /// <summary>Whether a gateway stands between this process and the exchanges.</summary>
    public static SafetyProof Network(EgressAllowList allowList, IConfiguration configuration)
    {
        const string layer = "network", name = "Egress gateway";
        if (allowList.IsSimulated) return new(layer, name, Ok, "the one exchange is the simulator on this machine; no rule leads off it");
        string[] gateways = [.. configuration.GetSection("Exchanges:Gateway").GetChildren().Where(gateway => !string.IsNullOrWhiteSpace(gateway.Value)).Select(gateway => $"{gateway.Key} by {gateway.Value}")];
        string[] direct = [.. allowList.Rules.Select(rule => rule.Host).Where(host => host.EndsWith(".vision", StringComparison.Ordinal) || host.EndsWith(".com", StringComparison.Ordinal)).Distinct()];
        return direct.Length == 0
            ? new(layer, name, Ok, $"venues are called through a gateway that checks again: {string.Join(", ", gateways)}")
            : new(layer, name, Unknown, $"no gateway stands before {string.Join(", ", direct)}: this layer is for production, see docs/SAFETY.md");
    }

    public static SafetyProof Schema(IReadOnlyList<string> changes, DateTimeOffset lookedAt) => changes.Count == 0
        ? new("database-schema", "Schema", Ok, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"every table, constraint, trigger, function and rule is as migrate left it (looked at {lookedAt:u})"))
        : new("database-schema", "Schema", Failed, $"changed by other hands: {string.Join("; ", changes)}");

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
