using System.Text.Json;
using TradingBot.LocalStack;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Stack;
using TradingBot.SafetyProof.Gateway;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Network;

/// <summary>
/// The whole system in a network that has only its loopback: every process as one command starts them, the worker on live market data, which come
/// through the gateway from the simulator in the exchanges' place.
/// </summary>
internal static class SystemProof
{
    private const string Layer = "L8 network";
    private const string Attack = "the whole system runs there, both venues' market data through the gateway";

    // In a network of its own every port is free, so that the simulator's is known before the gateway starts.
    private const int ApiPort = 3000;
    private static readonly Uri Simulator = new("http://127.0.0.1:3005/");
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<ProofRow> RunAsync(CancellationToken cancellation)
    {
        if (!NginxGateway.IsAvailable(out string reason) || !TemporaryPostgres.IsAvailable(out reason)) return ProofRow.Missing(Layer, Attack, reason);
        await using NginxGateway nginx = await NginxGateway.StartAsync(Simulator, simulator: true, cancellation);
        await using StringWriter said = new();
        LocalStackOptions options = LocalStackOptions.ForTests with
        {
            PortBase = ApiPort,
            Environment = new Dictionary<string, string?>
            {
                ["Exchanges__Feed"] = "live",
                ["Exchanges__Gateway__binance"] = nginx.Address.AbsoluteUri,
                ["Exchanges__Gateway__kucoin"] = nginx.Address.AbsoluteUri,
            },
        };
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartPatience);
        try
        {
            await using LocalSystem system = await LocalSystem.StartAsync(options, said, patience.Token);
            return await AskAsync(new(system.Endpoints["api"].Url), cancellation);
        }
        catch (LocalStackException failure)
        {
            return failure.Message.Contains("not built", StringComparison.Ordinal) || failure.Message.Contains("runs from a clone", StringComparison.Ordinal)
                ? ProofRow.Missing(Layer, Attack, failure.Message)
                : ProofRow.Failed(Layer, Attack, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ProofRow.Failed(Layer, Attack, $"not healthy within {StartPatience.TotalSeconds:0} s: {said}");
        }
    }

    private static async Task<ProofRow> AskAsync(Uri api, CancellationToken cancellation)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = api, Timeout = TimeSpan.FromSeconds(10) };
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        string last = "";
        try
        {
            while (true)
            {
                JsonElement safety = await GetAsync(client, "/api/health/safety", patience.Token);
                bool isPaper = safety.GetProperty("paperTradingMode").GetBoolean();
                JsonElement binance = await GetAsync(client, "/api/market-data/binance/status", patience.Token);
                JsonElement kuCoin = await GetAsync(client, "/api/market-data/kucoin/status", patience.Token);
                string[] feeds = [binance.GetProperty("status").GetString() ?? "", kuCoin.GetProperty("status").GetString() ?? ""];
                last = $"paper trading {isPaper}, market data of Binance {feeds[0]}, of KuCoin {feeds[1]}";
                if (isPaper && feeds.All(feed => feed == "connected")) return new(Layer, Attack, 1, 1, ProofRow.Ok, $"healthy; {last} through nginx");
                await Task.Delay(500, patience.Token);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return ProofRow.Failed(Layer, Attack, $"{last}; {failure.Message}");
        }
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path, CancellationToken cancellation) =>
        JsonElement.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), cancellation));
}
