using System.Net.WebSockets;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Decoy;
using TradingBot.SafetyProof.Guard;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Gateway;

/// <summary>The corpus past the guard, with the gateway alone between it and the decoy: a real nginx with the generated configuration.</summary>
internal sealed class GatewayProof(Uri gateway, DecoyExchange decoy, IReadOnlyList<AttackRoute> routes)
{
    private const string Layer = "L8 egress gateway";
    private const int Clients = 4;

    /// <summary>Starts decoy and gateway, and runs everything against them.</summary>
    public static async Task<IReadOnlyList<ProofRow>> RunAsync(IReadOnlyList<AttackRoute> routes, CancellationToken cancellation)
    {
        if (!NginxGateway.IsAvailable(out string reason)) return [ProofRow.Missing(Layer, "the corpus through the gateway alone", reason)];
        await using DecoyExchange decoy = new();
        await using NginxGateway nginx = await NginxGateway.StartAsync(decoy.Address, simulator: false, cancellation);
        GatewayProof proof = new(nginx.Address, decoy, routes);
        return [await proof.AllowListAsync(cancellation), await proof.CorpusAsync(cancellation), await proof.SocketsAsync(cancellation), await proof.RawAsync(cancellation)];
    }

    private async Task<ProofRow> AllowListAsync(CancellationToken cancellation)
    {
        Tally tally = new(Layer, "the allow-list passes");
        using HttpMessageInvoker client = PlainClient();
        foreach ((EgressRule rule, EgressRule atVenue) in Behind().Rules.Zip(EgressAllowList.Live().Rules))
            foreach (Uri address in AllowedExamples.Of(rule))
            {
                decoy.Requests.Clear();
                string outcome = rule.Scheme == "http" ? await GetAsync(client, new(rule.Method), address, cancellation) : await OpenAsync(address, cancellation);
                // The venue's path arrives, without the host before it by which the gateway tells sockets apart.
                string expected = $"{rule.Method} {atVenue.Path.Replace("{symbol}", "BTC-USDT", StringComparison.Ordinal)}{address.Query} HTTP/1.1\r\n";
                string arrived = decoy.Requests.TryDequeue(out string? head) ? head : "";
                tally.Count(arrived.StartsWith(expected, StringComparison.Ordinal) && decoy.Requests.IsEmpty && outcome is "200" or "open",
                    () => $"{rule.Method} {address.PathAndQuery} ({outcome}; arrived: {arrived.Split('\r')[0]})");
            }
        decoy.Requests.Clear();
        return ProofRow.From(Layer, tally.Group, tally.Attacks, tally.Holes, $"{Behind().Rules.Count} rules; each request reached the decoy as it was written");
    }

    private async Task<ProofRow> CorpusAsync(CancellationToken cancellation)
    {
        List<string> holes = [];
        long attacks = 0;
        await Parallel.ForEachAsync(routes.Chunk((routes.Count / Clients) + 1), new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = cancellation }, async (share, stop) =>
        {
            using HttpMessageInvoker client = PlainClient();
            foreach (AttackRoute route in share)
                foreach (Attack attack in AttackVariants.AtAllowedOrigin(route, gateway).Where(attack => !AttackVariants.LostOnTheWire.Contains(attack.Name)).Concat(ByHost(route)))
                {
                    using HttpRequestMessage request = attack.Request();
                    string outcome = await SendAsync(client, request, stop);
                    Interlocked.Increment(ref attacks);
                    if (outcome.StartsWith('2') || outcome.StartsWith('1') || outcome.StartsWith('5'))
                        lock (holes) holes.Add($"{route}: {attack.Name} ({outcome})");
                }
        });
        return Judge("every route in every variant, sent past the guard", attacks, holes);
    }

    private async Task<ProofRow> SocketsAsync(CancellationToken cancellation)
    {
        List<string> holes = [];
        foreach (AttackSocket socket in AttackCorpus.Sockets.DistinctBy(socket => socket.Address))
            if (await OpenAsync(new UriBuilder(gateway) { Scheme = "ws", Path = socket.Address.AbsolutePath }.Uri, cancellation) == "open") holes.Add(socket.ToString());
        return Judge("trading sockets and FIX endpoints, sent past the guard", AttackCorpus.Sockets.DistinctBy(socket => socket.Address).Count(), holes);
    }

    private async Task<ProofRow> RawAsync(CancellationToken cancellation)
    {
        List<string> holes = [];
        foreach ((string name, string bytes) in RawAttacks.Requests)
        {
            string answer = await RawRequest.SendAsync(gateway, bytes, cancellation);
            if (answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 1", StringComparison.Ordinal) || !decoy.Requests.IsEmpty) holes.Add($"{name}: {answer.Split('\r')[0]}");
        }
        await RawRequest.SendAsync(gateway, RawAttacks.Pipelined, cancellation);
        if (decoy.Requests.Count > 1 || !decoy.Requests.All(head => head.StartsWith("GET /api/v3/time HTTP/1.1\r\n", StringComparison.Ordinal))) holes.Add("an order behind an allowed request");
        decoy.Requests.Clear();
        return Judge("requests that only a proxy's parser sees", RawAttacks.Requests.Count + 1, holes);
    }

    private ProofRow Judge(string attack, long attacks, List<string> holes)
    {
        foreach (string head in decoy.Requests.Take(3)) holes.Add($"reached the decoy: {head.Split('\r')[0]}");
        ProofRow row = ProofRow.From(Layer, attack, attacks, holes, "all refused by nginx; 0 requests reached the decoy");
        decoy.Requests.Clear();
        return row;
    }

    /// <summary>The hosts that the corpus tries, asked of the gateway by name.</summary>
    private IEnumerable<Attack> ByHost(AttackRoute route) => AttackVariants.Elsewhere(route).Where(attack => attack.Name != "no host").Select(attack => new Attack($"by Host: {attack.Name}", () =>
    {
        using HttpRequestMessage meant = attack.Request();
        HttpRequestMessage request = new(meant.Method, new Uri(gateway, meant.RequestUri!.PathAndQuery));
        request.Headers.TryAddWithoutValidation("Host", meant.RequestUri.IdnHost.Contains(':', StringComparison.Ordinal) ? $"[{meant.RequestUri.IdnHost}]" : meant.RequestUri.IdnHost);
        return request;
    }));

    private EgressAllowList Behind() => EgressAllowList.Live(new Dictionary<Venue, Uri> { [Venue.Binance] = gateway, [Venue.KuCoin] = gateway });

    /// <summary>A client as anybody could make it, with no guard.</summary>
    internal static HttpMessageInvoker PlainClient() => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });

    private static async Task<string> GetAsync(HttpMessageInvoker client, HttpMethod method, Uri address, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(method, address);
        return await SendAsync(client, request, cancellation);
    }

    private static async Task<string> SendAsync(HttpMessageInvoker client, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, cancellation);
            return ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is HttpRequestException or NotSupportedException or ArgumentException)
        {
            // The library could not write it, or the gateway closed the connection: whether anything arrived, the decoy tells.
            return failure.GetType().Name;
        }
    }

    private static async Task<string> OpenAsync(Uri address, CancellationToken cancellation)
    {
        try
        {
            using ClientWebSocket socket = new();
            socket.Options.Proxy = null;
            await socket.ConnectAsync(address, cancellation);
            return "open";
        }
        catch (WebSocketException failure)
        {
            return failure.Message;
        }
    }
}
