using System.Runtime.CompilerServices;
using System.Text;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Tests.Egress;

/// <summary>
/// Every documented route that changes something at an exchange, in every spelling and disguise, against the guard alone. What could reach something
/// real if the guard had a hole is only decided; what is sent goes through the product's own handler to a decoy on this machine that counts.
/// </summary>
public sealed class AttackCorpusTests : IDisposable
{
    private readonly FeedMetrics _metrics = new(new FeedStatusBoard(TimeProvider.System));
    private readonly List<EgressDenial> _denials = [];
    private readonly List<string> _holes = [];
    private int _attacks;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_corpus_is_as_large_as_promised_and_has_every_route_once()
    {
        Assert.True(AttackCorpus.Routes.Count >= 224, $"{AttackCorpus.Routes.Count} routes");
        Assert.Equal(AttackCorpus.Routes.Count, AttackCorpus.Routes.Distinct().Count());
        Assert.All(AttackCorpus.Routes, route => Assert.Contains(route.Method, (string[])["POST", "PUT", "PATCH", "DELETE"]));
        Assert.All(AttackCorpus.Routes, route => Assert.StartsWith("/", route.Path, StringComparison.Ordinal));
        string[] products = ["binance-spot", "binance-margin-trading", "binance-wallet", "binance-sub-account", "binance-usds-futures", "binance-coin-futures", "kucoin-spot", "kucoin-margin", "kucoin-futures", "kucoin-account"];
        Assert.Empty(products.Except(AttackCorpus.Routes.Select(route => route.Venue)));
        string[] names = [.. AttackVariants.AtAllowedOrigin(AttackCorpus.Routes[0], new Uri("http://127.0.0.1:1/")).Concat(AttackVariants.Elsewhere(AttackCorpus.Routes[0])).Select(attack => attack.Name)];
        Assert.True(names.Length >= 12, $"{names.Length} variants");
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public async Task No_route_passes_the_list_of_the_exchanges_own_hosts_in_any_variant()
    {
        await ShortStack();
        EgressGuard guard = Guard(EgressAllowList.Live());
        foreach (AttackRoute route in AttackCorpus.Routes)
        {
            Uri origin = route.IsBinance ? EgressAllowList.BinanceRest : EgressAllowList.KuCoinRest;
            foreach (Attack attack in AttackVariants.AtAllowedOrigin(route, origin).Concat(AttackVariants.Elsewhere(route)))
                Decide(guard, route.ToString(), attack);
        }
        AssertAllRefused(guard);
    }

    [Fact]
    public async Task No_route_reaches_the_decoy_in_any_variant()
    {
        await ShortStack();
        await using DecoyServer decoy = new();
        EgressGuard guard = Guard(EgressAllowList.Simulated(decoy.Address));
        using HttpMessageInvoker client = new(ExchangeConnector.Create(guard));
        foreach (AttackRoute route in AttackCorpus.Routes)
            foreach (Attack attack in AttackVariants.AtAllowedOrigin(route, decoy.Address))
            {
                using HttpRequestMessage request = attack.Request();
                await Attempt(route.ToString(), attack.Name, async () => (await client.SendAsync(request, Cancellation)).Dispose());
            }
        foreach (AttackRoute route in AttackCorpus.Routes)
        {
            Uri address = new UriBuilder(decoy.Address) { Scheme = "ws", Path = route.Path }.Uri;
            await Attempt(route.ToString(), "through the socket factory", async () => (await ExchangeSocket.OpenAsync(guard, address, Cancellation)).Dispose());
        }
        Assert.Equal((0, 0), (decoy.Connections, decoy.Bytes));
        AssertAllRefused(guard);
    }

    [Fact]
    public async Task Without_the_guard_the_same_attacks_do_reach_the_decoy()
    {
        await using DecoyServer decoy = new();
        using HttpMessageInvoker client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero });
        string[] impossible = ["as a WebSocket", "HTTP/2 with another authority"];
        Attack[] attacks = [.. AttackVariants.AtAllowedOrigin(AttackCorpus.Routes[0], decoy.Address).Where(attack => !impossible.Contains(attack.Name))];
        foreach (Attack attack in attacks)
        {
            using HttpRequestMessage request = attack.Request();
            (await client.SendAsync(request, Cancellation)).Dispose();
        }
        Assert.Equal(attacks.Length, decoy.Connections);
    }

    [Fact]
    public async Task The_whole_allow_list_passes_and_what_is_plain_http_reaches_the_decoy()
    {
        await using DecoyServer decoy = new();
        EgressGuard simulated = Guard(EgressAllowList.Simulated(decoy.Address));
        using ExchangeHttp http = new(simulated);
        long sent = 0;
        foreach (EgressRule rule in EgressAllowList.Live().Rules) AssertPasses(Guard(EgressAllowList.Live()), rule);
        foreach (EgressRule rule in simulated.AllowList.Rules)
        {
            AssertPasses(simulated, rule);
            if (rule.Scheme != "http") continue;
            await http.SendAsync(new HttpMethod(rule.Method), Example(rule), Cancellation);
            Assert.Equal(++sent, decoy.Connections);
        }
        Assert.True(sent >= 16);
        Assert.Empty(_denials);
    }

    [Fact]
    public void No_trading_socket_and_no_FIX_endpoint_may_be_opened()
    {
        EgressGuard guard = Guard(EgressAllowList.Live());
        foreach (AttackSocket socket in AttackCorpus.Sockets)
        {
            int before = _denials.Count;
            Count(socket.ToString(), "opened as a socket", guard.CheckSocket(socket.Address) is not null, before);
            foreach (string scheme in (string[])["https", "wss"])
                Decide(guard, socket.ToString(), Send($"by {scheme}", new UriBuilder(socket.Address) { Scheme = scheme }.Uri));
        }
        AssertAllRefused(guard);
    }

    [Fact]
    public void No_frame_names_a_trading_method_in_any_variant()
    {
        EgressGuard guard = Guard(EgressAllowList.Live());
        foreach (AttackSocket socket in AttackCorpus.Sockets.Where(socket => socket.Kind == "ws"))
            foreach (string frame in AttackFrames.Of(socket.Method))
            {
                int before = _denials.Count;
                Count(socket.Method, frame, guard.CheckFrame(Encoding.UTF8.GetBytes(frame)) is not null, before);
            }
        Assert.All(_denials, denial => Assert.Equal(EgressLayer.Frame, denial.Layer));
        AssertAllRefused(guard);
    }

    public void Dispose() => _metrics.Dispose();

    /// <summary>Goes on without the test runner below: every denial records its stack, and tens of thousands of deep ones take long.</summary>
    private static ConfiguredTaskAwaitable ShortStack() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private EgressGuard Guard(EgressAllowList list)
    {
        EgressGuard guard = new(list, _metrics);
        guard.Denied += _denials.Add;
        return guard;
    }

    private void Decide(EgressGuard guard, string target, Attack attack)
    {
        using HttpRequestMessage request = attack.Request();
        int before = _denials.Count;
        Count(target, attack.Name, guard.Check(request) is not null, before);
    }

    private async Task Attempt(string target, string name, Func<Task> send)
    {
        int before = _denials.Count;
        bool refused = false;
        try
        {
            await send();
        }
        catch (EgressDeniedException)
        {
            refused = true;
        }
        catch (Exception e) when (e is HttpRequestException or System.Net.WebSockets.WebSocketException or NotSupportedException)
        {
            // It went past the guard and failed later: a hole all the same.
        }
        Count(target, name, refused, before);
    }

    private void Count(string target, string name, bool refused, int denialsBefore)
    {
        _attacks++;
        if (!refused || _denials.Count != denialsBefore + 1) _holes.Add($"{target}: {name} (refused: {refused}, reported {_denials.Count - denialsBefore} times)");
    }

    private void AssertAllRefused(EgressGuard guard)
    {
        Assert.True(_holes.Count == 0, $"{_holes.Count} of {_attacks} attacks were not refused and reported exactly once, such as {string.Join("; ", _holes.Take(5))}");
        Assert.Equal(_attacks, guard.Denials);
        TestContext.Current.TestOutputHelper?.WriteLine($"{_attacks} attacks, {guard.Denials} refused, each reported once");
    }

    private static Attack Send(string name, Uri address) => new(name, () => new(HttpMethod.Get, address));

    private static void AssertPasses(EgressGuard guard, EgressRule rule)
    {
        Uri address = Example(rule);
        using HttpRequestMessage request = new(new HttpMethod(rule.Method), address);
        Assert.Null(guard.Check(request));
        if (rule.Scheme is "ws" or "wss") Assert.Null(guard.CheckSocket(address));
    }

    private static Uri Example(EgressRule rule)
    {
        string port = new Uri($"{rule.Scheme}://{rule.Host}").Port == rule.Port ? "" : $":{rule.Port}";
        string query = string.Join('&', rule.QueryKeys.Order(StringComparer.Ordinal).Select(key => $"{key}=1"));
        return new($"{rule.Scheme}://{rule.Host}{port}{rule.Path.Replace("{symbol}", "BTC-USDT", StringComparison.Ordinal)}{(query.Length == 0 ? "" : "?" + query)}");
    }
}
