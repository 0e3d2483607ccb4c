using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Watch;
using TradingBot.Exchanges.Status;
using TradingBot.SafetyProof.Decoy;

namespace TradingBot.Exchanges.Tests.Egress;

/// <summary>Names that lie and servers that can't prove who they are: refused before a byte of ours is read, never bypassed, and told.</summary>
public sealed class UntrustedNetworkTests : IDisposable
{
    private const string Host = "data-api.binance.vision";

    private readonly FeedMetrics _metrics = new(new FeedStatusBoard(TimeProvider.System));
    private readonly List<EgressDenial> _denials = [];
    private readonly List<EgressSuspicion> _suspicions = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.7")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("93.184.216.34,10.0.0.7")]
    public async Task A_name_that_resolves_to_a_private_address_is_not_connected_to(string addresses)
    {
        EgressGuard guard = Guard(EgressAllowList.Live(), (_, _) => Task.FromResult(addresses.Split(',').Select(IPAddress.Parse).ToArray()));
        using ExchangeHttp http = new(guard);
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(HttpMethod.Get, new Uri($"https://{Host}/api/v3/time"), Cancellation));
        Assert.Contains("refused by the egress guard", refused.ToString(), StringComparison.Ordinal);
        EgressDenial denial = Assert.Single(_denials);
        Assert.Equal(EgressLayer.Address, denial.Layer);
        await Assert.ThrowsAnyAsync<Exception>(() => ExchangeSocket.OpenAsync(guard, new Uri("wss://data-stream.binance.vision/stream"), isNamedByVenue: false, Cancellation));
        Assert.Equal(2, _denials.Count);
        // The name server led there, not we: that is refused and told, but is no attempt to trade.
        Assert.All(_denials, denied => Assert.False(denied.IsOurs));
        Assert.Equal((2, 0), (guard.Denials, guard.Violations));
    }

    [Fact]
    public async Task A_socket_that_a_venue_names_and_does_not_have_is_refused_and_is_no_violation_of_ours()
    {
        EgressGuard guard = Guard(EgressAllowList.Live(), Loopback);
        Uri address = new("wss://ws-auth.kucoin.com/?token=planted");

        await Assert.ThrowsAsync<EgressDeniedException>(() => ExchangeSocket.OpenAsync(guard, address, isNamedByVenue: true, Cancellation));
        await Assert.ThrowsAsync<EgressDeniedException>(() => ExchangeSocket.OpenAsync(guard, address, isNamedByVenue: false, Cancellation));

        Assert.Equal([false, true], _denials.Select(denial => denial.IsOurs));
        Assert.All(_denials, denial => Assert.Equal("wss://ws-auth.kucoin.com/", denial.Target));
        Assert.Equal((2, 1), (guard.Denials, guard.Violations));
    }

    public static TheoryData<string, string> OrdinaryFailures => new()
    {
        { "a long answer", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{" },
        { "a slow answer", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{" },
        { "long headers", $"HTTP/1.1 200 OK\r\nX: {new string('x', 70_000)}\r\n\r\n" },
        { "a redirect", "HTTP/1.1 302 Found\r\nLocation: https://api.binance.com/api/v3/time\r\nContent-Length: 0\r\n\r\n" },
        { "no HTTP", "220 smtp.example\r\n" },
        { "an error", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n" },
        { "a ban", "HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(OrdinaryFailures))]
    public async Task What_goes_wrong_in_a_network_every_day_is_no_refusal_and_so_stops_no_trading(string what, string answer)
    {
        await using DecoyExchange decoy = new() { Answer = answer };
        EgressGuard guard = Guard(EgressAllowList.Simulated(decoy.Address), Loopback);
        using ExchangeHttp http = new(guard, TimeSpan.FromMilliseconds(500));
        Exception? failed = await Record.ExceptionAsync(() => http.SendAsync(HttpMethod.Get, new Uri(decoy.Address, "/api/v3/time"), Cancellation));
        Assert.True(failed is null or HttpRequestException or TaskCanceledException, $"{what}: {failed}");
        failed = await Record.ExceptionAsync(() => ExchangeSocket.OpenAsync(guard, new UriBuilder(decoy.Address) { Scheme = "ws", Path = "/stream" }.Uri, isNamedByVenue: false, Cancellation));
        Assert.True(failed is System.Net.WebSockets.WebSocketException or OperationCanceledException or null, $"{what}: {failed}");
        Assert.Empty(_denials);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_and_a_port_where_nobody_listens_are_no_refusal()
    {
        EgressGuard guard = Guard(EgressAllowList.Live(), (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        using ExchangeHttp http = new(guard);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(HttpMethod.Get, new Uri($"https://{Host}/api/v3/time"), Cancellation));
        EgressGuard closed = Guard(EgressAllowList.Simulated(new Uri("http://localhost:1/")), Loopback);
        using ExchangeHttp nobody = new(closed);
        await Assert.ThrowsAsync<HttpRequestException>(() => nobody.SendAsync(HttpMethod.Get, new Uri("http://localhost:1/api/v3/time"), Cancellation));
        Assert.Empty(_denials);
    }

    [Fact]
    public void Addresses_are_remembered_for_longer_than_a_connection_lives()
    {
        EgressConnections connections = new();
        IPAddress Address(int number) => new([203, 0, (byte)(number / 256), (byte)(number % 256)]);
        connections.Allow([Address(0)], 443);
        for (int number = 1; number <= 4_096; number++) connections.Allow([Address(number)], 443);
        Assert.True(connections.Contains(new(Address(0), 443)));
        Assert.True(connections.Contains(new(Address(4_096), 443)));
        Assert.False(connections.Contains(new(Address(0), 80)));
        for (int number = 4_097; number <= 3 * 4_096; number++) connections.Allow([Address(number)], 443);
        Assert.False(connections.Contains(new(Address(0), 443)));
    }

    [Fact]
    public async Task A_name_that_is_rebound_after_it_was_good_is_refused_from_then_on()
    {
        await using DecoyServer decoy = new();
        bool isRebound = false;
        UriBuilder simulator = new(decoy.Address) { Host = "localhost" };
        EgressGuard guard = Guard(EgressAllowList.Simulated(simulator.Uri), (_, _) => Task.FromResult<IPAddress[]>([isRebound ? IPAddress.Parse("93.184.216.34") : IPAddress.Loopback]));
        Uri time = new(simulator.Uri, "api/v3/time");
        using (ExchangeHttp before = new(guard)) Assert.Equal(HttpStatusCode.OK, (await before.SendAsync(HttpMethod.Get, time, Cancellation)).Status);
        isRebound = true;
        using ExchangeHttp after = new(guard);
        await Assert.ThrowsAsync<HttpRequestException>(() => after.SendAsync(HttpMethod.Get, time, Cancellation));
        Assert.Equal(EgressLayer.Address, Assert.Single(_denials).Layer);
        Assert.Equal(1, decoy.Connections);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_and_a_resolver_that_never_answers_are_failures_and_no_security_events()
    {
        EgressGuard unknown = Guard(EgressAllowList.Live(), (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        using ExchangeHttp http = new(unknown);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(HttpMethod.Get, new Uri($"https://{Host}/api/v3/time"), Cancellation));
        EgressGuard silent = Guard(EgressAllowList.Live(), async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return [];
        });
        using ExchangeHttp waiting = new(silent, TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.SendAsync(HttpMethod.Get, new Uri($"https://{Host}/api/v3/time"), Cancellation));
        Assert.Empty(_denials);
        Assert.Empty(_suspicions);
    }

    [Theory]
    [InlineData("self-signed")]
    [InlineData("unknown authority")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("wrong host")]
    public async Task A_server_whose_certificate_does_not_hold_is_refused_and_told(string fault)
    {
        using X509Certificate2 authority = TlsServer.Authority();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        (DateTimeOffset from, DateTimeOffset to) = fault switch
        {
            "expired" => (now.AddDays(-30), now.AddDays(-1)),
            "not yet valid" => (now.AddDays(1), now.AddDays(30)),
            _ => (now.AddDays(-1), now.AddDays(30)),
        };
        string host = fault == "wrong host" ? "api.example.com" : "localhost";
        await using TlsServer server = new(TlsServer.Certificate(host, from, to, fault == "self-signed" ? null : authority));
        await RefusesAsync(server);
    }

    [Fact]
    [SuppressMessage("Security", "CA5397", Justification = "The old version is what must be refused.")]
    [SuppressMessage("Security", "CA5398", Justification = "The old version is what must be refused.")]
    public async Task A_server_that_speaks_only_an_old_version_is_refused()
    {
        using X509Certificate2 authority = TlsServer.Authority();
#pragma warning disable SYSLIB0039 // The old version is what must be refused.
        await using TlsServer server = new(TlsServer.Certificate("localhost", DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), authority), SslProtocols.Tls11);
#pragma warning restore SYSLIB0039
        await RefusesAsync(server);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_refused_and_a_plain_address_is_none_of_the_list()
    {
        await using DecoyServer decoy = new();
        EgressGuard guard = Guard(EgressAllowList.Simulated(new Uri($"https://localhost:{decoy.Address.Port}/")), Loopback);
        using ExchangeHttp http = new(guard, TimeSpan.FromSeconds(5));
        await Assert.ThrowsAnyAsync<Exception>(() => http.SendAsync(HttpMethod.Get, new Uri($"https://localhost:{decoy.Address.Port}/api/v3/time"), Cancellation));
        Assert.Single(_suspicions);
        EgressGuard live = Guard(EgressAllowList.Live(), Loopback);
        using ExchangeHttp plain = new(live);
        await Assert.ThrowsAsync<EgressDeniedException>(() => plain.SendAsync(HttpMethod.Get, new Uri($"http://{Host}/api/v3/time"), Cancellation));
        await Assert.ThrowsAsync<EgressDeniedException>(() => ExchangeSocket.OpenAsync(live, new Uri("ws://data-stream.binance.vision/stream"), isNamedByVenue: false, Cancellation));
    }

    [Fact]
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The control: a client that trusts the authority.")]
    public async Task The_servers_of_these_tests_answer_who_trusts_their_authority_and_refuse_for_nothing_else()
    {
        using X509Certificate2 authority = TlsServer.Authority();
        await using TlsServer server = new(TlsServer.Certificate("localhost", DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), authority));
        using SocketsHttpHandler handler = new()
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            },
        };
        using HttpClient client = new(handler);
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"https://localhost:{server.Port}/api/v3/time"), Cancellation);
        Assert.Equal((HttpStatusCode.OK, 1L), (answer.StatusCode, server.Requests));
    }

    public void Dispose() => _metrics.Dispose();

    private async Task RefusesAsync(TlsServer server)
    {
        EgressGuard guard = Guard(EgressAllowList.Simulated(new Uri($"https://localhost:{server.Port}/")), Loopback);
        using ExchangeHttp http = new(guard);
        // A second try must not find the way open.
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(
                () => http.SendAsync(HttpMethod.Get, new Uri($"https://localhost:{server.Port}/api/v3/time"), Cancellation));
            Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
            Assert.Equal(attempt, _suspicions.Count);
        }
        Assert.Equal($"https://localhost:{server.Port}", _suspicions[0].Target);
        Assert.Equal((2L, 0L), (server.Connections, server.Requests));
        Assert.Empty(_denials);
    }

    private static Task<IPAddress[]> Loopback(string host, CancellationToken cancellation) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);

    private EgressGuard Guard(EgressAllowList list, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        EgressGuard guard = new(list, _metrics) { Resolve = resolve };
        guard.Denied += _denials.Add;
        guard.Suspected += _suspicions.Add;
        return guard;
    }
}
