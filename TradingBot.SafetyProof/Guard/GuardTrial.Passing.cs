using System.Net;
using System.Net.WebSockets;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.SafetyProof.Decoy;

namespace TradingBot.SafetyProof.Guard;

/// <summary>What must pass, and how what passes is bound: addresses, size, time, redirects, proxies, cookies.</summary>
internal sealed partial class GuardTrial
{
    private static readonly TimeSpan ShortLimit = TimeSpan.FromMilliseconds(500);

    // A spoiled copy often waits for what never comes.
    private TimeSpan Patience => TimeSpan.FromSeconds(stopAtFirst ? 4 : 20);

    // Host as configured, address that it led to, and whether it may be called: at the exchanges, at a gateway, at the simulator.
    private static readonly (string Address, bool Exchange, bool Gateway, bool Simulator)[] Addresses =
    [
        ("93.184.216.34", true, false, false), ("2606:4700::1111", true, false, false), ("172.32.0.1", true, false, false), ("172.15.0.1", true, false, false),
        ("100.63.0.1", true, false, false), ("100.128.0.1", true, false, false), ("169.253.0.1", true, false, false), ("192.167.0.1", true, false, false),
        ("192.0.1.1", true, false, false), ("192.88.98.1", true, false, false), ("192.1.99.1", true, false, false), ("198.17.0.1", true, false, false), ("198.51.99.1", true, false, false),
        ("198.52.100.1", true, false, false), ("203.0.112.1", true, false, false), ("203.1.113.1", true, false, false), ("11.0.0.1", true, false, false), ("223.255.255.1", true, false, false),
        ("192.1.2.1", true, false, false), ("192.1.0.1", true, false, false), ("192.88.1.1", true, false, false), ("2001:200::1", true, false, false), ("2003::1", true, false, false), ("2402::1", true, false, false),
        ("2001:d00::1", true, false, false), ("2001:db9::1", true, false, false), ("3ffe::1", true, false, false), ("2aff::1", true, false, false),
        ("10.0.0.1", false, true, false), ("172.16.0.1", false, true, false), ("172.31.255.1", false, true, false), ("192.168.1.1", false, true, false), ("fc00::1", false, true, false),
        ("fd00::1", false, true, false), ("::ffff:10.0.0.1", false, true, false),
        ("127.0.0.1", false, true, true), ("::1", false, true, true), ("::ffff:127.0.0.1", false, true, true), ("127.9.9.9", false, true, true),
        ("0.0.0.0", false, false, false), ("100.64.0.1", false, false, false), ("100.127.0.1", false, false, false), ("169.254.169.254", false, false, false), ("192.0.0.1", false, false, false),
        ("192.0.2.1", false, false, false), ("192.88.99.1", false, false, false), ("198.18.0.1", false, false, false), ("198.19.0.1", false, false, false), ("198.51.100.1", false, false, false),
        ("203.0.113.1", false, false, false), ("224.0.0.1", false, false, false), ("255.255.255.255", false, false, false), ("fe80::1", false, false, false), ("ff02::1", false, false, false),
        ("2001:db8::1", false, false, false), ("3fff::1", false, false, false), ("2001::1", false, false, false), ("2001:100::1", false, false, false), ("2002:7f00:1::", false, false, false), ("64:ff9b::1", false, false, false),
        ("::ffff:169.254.169.254", false, false, false),
    ];

    private void AllowListPasses()
    {
        Tally tally = Begin(RequestLayer, "the allow-list passes: exchanges, gateway, simulator (decided only)");
        using GuardUnderTest live = Live();
        using GuardUnderTest gateway = Behind(new("http://egress-gateway:8080"));
        using GuardUnderTest simulated = Simulated(new("http://127.0.0.1:3005"));
        foreach (GuardUnderTest guard in (GuardUnderTest[])[live, gateway, simulated])
        {
            foreach (EgressRule rule in guard.Rules)
                foreach (Uri address in AllowedExamples.Of(rule))
                {
                    using HttpRequestMessage request = new(new(rule.Method), address);
                    bool passes = guard.Check(request) is null && guard.Probe(request) is null && (rule.Scheme is not ("ws" or "wss") || guard.CheckSocket(address) is null);
                    tally.Count(passes && guard.Denials == 0, () => $"refused: {rule.Method} {address}");
                }
            // The addresses that the feeds start from are those of the list.
            foreach ((Venue venue, string path) in ((Venue, string)[])[(Venue.Binance, "/api/v3/time"), (Venue.KuCoin, "/api/v1/timestamp")])
            {
                using HttpRequestMessage request = new(HttpMethod.Get, new Uri(guard.RestAddress(venue), path));
                tally.Count(guard.Check(request) is null, () => $"{venue} is called at {request.RequestUri}");
            }
            tally.Count(guard.CheckSocket(new(guard.BinanceStreams, "/stream")) is null, () => $"streams are opened at {guard.BinanceStreams}");
        }
    }

    /// <summary>Also by a name, which has to be looked up before it can be judged.</summary>
    private async Task AllowListReachesAsync(CancellationToken cancellation)
    {
        Tally tally = Begin(RequestLayer, "the allow-list passes: gateway and simulator, sent to a decoy");
        await using DecoyExchange decoy = new();
        using GuardUnderTest gateway = Behind(new($"http://localhost:{decoy.Port}/"));
        using GuardUnderTest simulated = Simulated(decoy.Address);
        foreach (GuardUnderTest guard in (GuardUnderTest[])[gateway, simulated])
            foreach (EgressRule rule in guard.Rules.Where(rule => rule.Scheme == "http"))
                foreach (Uri address in stopAtFirst ? AllowedExamples.Of(rule).Take(1) : AllowedExamples.Of(rule))
                {
                    await ReachesAsync(tally, guard, rule, address, decoy, cancellation);
                    if (stopAtFirst && tally.Holes.Count > 0) return;
                }
    }

    private async Task ReachesAsync(Tally tally, GuardUnderTest guard, EgressRule rule, Uri address, DecoyExchange decoy, CancellationToken cancellation)
    {
        string outcome = "";
        try
        {
            (int status, _) = await guard.SendAsync(new(rule.Method), address, Patience, cancellation);
            outcome = $"answered {status}";
        }
        catch (Exception failure) when (guard.IsRefusal(failure) || failure is HttpRequestException or TaskCanceledException)
        {
            outcome = failure.Message;
        }
        tally.Count(decoy.Requests.TryDequeue(out string? head) && head.StartsWith($"{rule.Method} {address.PathAndQuery} HTTP/1.1\r\n", StringComparison.Ordinal) && outcome == "answered 200",
            () => $"not sent as it is: {rule.Method} {address} ({outcome})");
    }

    private void AddressesAreJudged()
    {
        Tally tally = Begin(RequestLayer, "what a name resolved to: public for an exchange, private for a gateway, loopback for the simulator");
        using GuardUnderTest live = Live();
        using GuardUnderTest gateway = Behind(new("http://egress-gateway:8080"));
        using GuardUnderTest simulated = Simulated(new("http://localhost:3005"));
        foreach ((string text, bool atExchange, bool atGateway, bool atSimulator) in Addresses)
        {
            IPAddress address = IPAddress.Parse(text);
            foreach ((GuardUnderTest guard, string host, bool allowed) in ((GuardUnderTest, string, bool)[])
                [(live, "api.kucoin.com", atExchange), (gateway, "egress-gateway", atGateway), (gateway, "api.kucoin.com", atExchange), (simulated, "localhost", atSimulator)])
            {
                long before = guard.Denials;
                if (allowed) tally.Count(guard.CheckResolved(host, address) && guard.Denials == before, () => $"{host} at {address} refused");
                else Refusal(tally, guard, () => $"{host} at {address}", () => !guard.CheckResolved(host, address), EgressLayer.Address, isOurs: false);
            }
        }
    }

    private async Task TrafficIsBoundAsync(CancellationToken cancellation)
    {
        Tally tally = Begin(RequestLayer, "redirects, proxies, cookies, answers without end, sockets");
        await using DecoyExchange elsewhere = new();
        await RedirectAndCookieAsync(tally, elsewhere, cancellation);
        await ProxyAsync(tally, elsewhere, cancellation);
        await ChangedAsync(tally, cancellation);
        await IssuerAsync(tally, elsewhere, cancellation);
        tally.Count(elsewhere.Connections == 0, () => "something called another address");
        foreach ((string what, string answer) in ((string, string)[])
            [("too long", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{"), ("without end", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), ("with endless headers", $"HTTP/1.1 200 OK\r\nX: {new string('x', 70_000)}\r\n\r\n")])
        {
            await using DecoyExchange decoy = new() { Answer = answer };
            using GuardUnderTest guard = Simulated(decoy.Address);
            bool failed = false;
            try
            {
                await guard.SendAsync(HttpMethod.Get, new(decoy.Address, "/api/v3/time"), ShortLimit, cancellation);
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or IOException)
            {
                failed = true;
            }
            tally.Count(failed, () => $"an answer {what} was taken");
        }
        await SocketsAsync(tally, cancellation);
    }

    private async Task RedirectAndCookieAsync(Tally tally, DecoyExchange elsewhere, CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new() { Answer = $"HTTP/1.1 302 Found\r\nLocation: {elsewhere.Address}api/v3/order\r\nSet-Cookie: session=1; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" };
        using GuardUnderTest guard = Simulated(decoy.Address);
        using HttpMessageInvoker client = new(guard.CreateHandler());
        for (int attempt = 0; attempt < 2; attempt++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(decoy.Address, "/api/v3/time"));
            using HttpResponseMessage answer = await client.SendAsync(request, cancellation);
            tally.Count(answer.StatusCode == HttpStatusCode.Found, () => "a redirect was followed");
        }
        tally.Count(decoy.Requests.Count == 2 && decoy.Requests.All(head => !head.Contains("Cookie", StringComparison.OrdinalIgnoreCase)), () => "a cookie was sent back");
        tally.Count(decoy.Requests.All(head => !head.Contains("traceparent", StringComparison.OrdinalIgnoreCase)), () => "a trace was sent along");
    }

    /// <summary>The proxy that the environment names is what the library takes where nobody says otherwise.</summary>
    private async Task ProxyAsync(Tally tally, DecoyExchange elsewhere, CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new();
        using GuardUnderTest guard = Simulated(decoy.Address);
        IWebProxy before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(elsewhere.Address) { BypassProxyOnLocal = false };
        try
        {
            using HttpMessageInvoker client = new(guard.CreateHandler());
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(decoy.Address, "/api/v3/time"));
            (await client.SendAsync(request, cancellation)).Dispose();
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
        tally.Count(decoy.Connections == 1, () => "a request went through the environment's proxy");
    }

    private async Task SocketsAsync(Tally tally, CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new() { GreetingSize = 100_000 };
        using GuardUnderTest guard = Simulated(decoy.Address);
        Uri streams = new UriBuilder(decoy.Address) { Scheme = "ws", Path = "/stream" }.Uri;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            using (GuardUnderTest.SocketUnderTest socket = await guard.OpenSocketAsync(streams, limit.Token))
            {
                tally.Count((await socket.ReceiveAsync(limit.Token))?.Length == 100_000, () => "a message was not read whole");
                await AttemptAsync(tally, guard, () => "an order written to an open socket", () => socket.SendAsync(Encoding.UTF8.GetBytes(AttackFrame), limit.Token));
                await socket.SendAsync(Encoding.UTF8.GetBytes(AllowedExamples.Frames[0]), limit.Token);
                while (decoy.Frames.IsEmpty) await Task.Delay(5, limit.Token);
                tally.Count(decoy.Frames.Single() == ("/stream", AllowedExamples.Frames[0]), () => "an open socket carried something else than the subscription");
            }
            decoy.GreetingSize = 5 * 1024 * 1024;
            using GuardUnderTest.SocketUnderTest endless = await guard.OpenSocketAsync(streams, limit.Token);
            tally.Count(await endless.ReceiveAsync(limit.Token) is null, () => "a message of 5 MiB was taken");
        }
        catch (Exception failure) when (guard.IsRefusal(failure) || failure is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            tally.Count(false, () => $"a market data socket does not work: {failure.Message}");
        }
        await AttemptAsync(tally, guard, () => "a socket by http", async () => (await guard.OpenSocketAsync(new(decoy.Address, "/api/v3/time"), cancellation)).Dispose());
    }

    private const string AttackFrame = """{"id":1,"method":"order.place","params":{"symbol":"BTCUSDT","side":"SELL","type":"MARKET","quantity":"1"}}""";
}
