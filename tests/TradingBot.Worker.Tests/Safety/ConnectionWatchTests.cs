using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Watch;
using TradingBot.Storage.Safety;
using TradingBot.Worker.Safety;

namespace TradingBot.Worker.Tests.Safety;

public sealed class ConnectionWatchTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0100007F:0BB8", "127.0.0.1:3000")]
    [InlineData("0000000000000000FFFF00000100007F:1F90", "127.0.0.1:8080")]
    [InlineData("B80D01200000000067452301EFCDAB89:01BB", "[2001:db8::123:4567:89ab:cdef]:443")]
    public void An_address_of_the_kernels_table_is_read(string text, string expected) => Assert.Equal(expected, ProcessConnections.EndPoint(text).ToString());

    [Fact]
    public async Task A_connection_that_nobody_has_a_reason_for_is_named_and_one_to_a_configured_service_is_not()
    {
        Assert.SkipUnless(ProcessConnections.IsKnown, "only Linux tells which connections are this process's");
        Assert.SkipWhen(servers.Redis is null, "there is no Redis here to connect to");
        using ServiceProvider exchanges = Exchanges();
        EgressGuard guard = exchanges.GetRequiredService<EgressGuard>();
        using TcpClient client = new();
        int port = StackExchange.Redis.ConfigurationOptions.Parse(servers.Redis!.ConnectionString).EndPoints.OfType<IPEndPoint>().Select(endPoint => endPoint.Port).Single();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        ProcessConnections seen = ProcessConnections.Read();
        IPEndPoint own = (IPEndPoint)client.Client.LocalEndPoint!;
        Assert.Contains(seen.Connections, connection => connection.Local.Port == own.Port && connection.Remote.Port == port);
        ProcessConnections onlyThis = seen with { Connections = [.. seen.Connections.Where(connection => connection.Local.Port == own.Port)] };

        Assert.Equal([$"127.0.0.1:{port}"], await new ConnectionWatch(Configuration(redis: null), guard, TimeProvider.System).FindStrangeAsync(onlyThis, Cancellation));
        Assert.Empty(await new ConnectionWatch(Configuration(servers.Redis.ConnectionString), guard, TimeProvider.System).FindStrangeAsync(onlyThis, Cancellation));
    }

    [Fact]
    public async Task Who_called_us_ourselves_and_the_database_are_no_strangers_but_anything_else_is()
    {
        using ServiceProvider exchanges = Exchanges();
        EgressGuard guard = exchanges.GetRequiredService<EgressGuard>();
        ConnectionWatch watch = new(Configuration(redis: null), guard, TimeProvider.System);
        watch.Read = () => new(
            [
                new(new(IPAddress.Loopback, 3003), new(IPAddress.Parse("192.0.2.9"), 50_000)),
                new(new(IPAddress.Loopback, 50_002), new(IPAddress.Loopback, 3003)),
                new(new(IPAddress.Loopback, 50_001), new(IPAddress.Parse("198.51.100.7"), 5999)),
                new(new(IPAddress.Loopback, 50_003), new(IPAddress.Parse("203.0.113.5"), 443)),
                new(new(IPAddress.Loopback, 50_004), new(IPAddress.Parse("127.0.0.1"), 5999)),
            ], new HashSet<int> { 3003 });

        SafetyProof proof = await watch.ProveAsync(Cancellation);

        if (ProcessConnections.IsKnown) Assert.Equal((SafetyProofs.Failed, "connected past the guard to 198.51.100.7:5999, 203.0.113.5:443"), (proof.Status, proof.Evidence));
    }

    [Fact]
    public async Task A_connection_keeps_its_reason_while_the_host_stops_listening_and_another_does_not_get_it()
    {
        using ServiceProvider exchanges = Exchanges();
        ConnectionWatch watch = new(Configuration(redis: null), exchanges.GetRequiredService<EgressGuard>(), TimeProvider.System);
        ProcessConnection called = new(new(IPAddress.Loopback, 3003), new(IPAddress.Parse("192.0.2.9"), 50_000));
        ProcessConnection callsMeanwhile = new(new(IPAddress.Loopback, 3003), new(IPAddress.Parse("192.0.2.9"), 50_001));
        ProcessConnection callsTooLate = new(new(IPAddress.Loopback, 3003), new(IPAddress.Parse("192.0.2.9"), 50_002));
        HashSet<int> none = [];

        Assert.Empty(await watch.FindStrangeAsync(new([called], new HashSet<int> { 3003 }), Cancellation));
        Assert.Empty(await watch.FindStrangeAsync(new([called, callsMeanwhile], none), Cancellation));
        Assert.Empty(await watch.FindStrangeAsync(new([called, callsMeanwhile], none), Cancellation));
        Assert.Equal(["192.0.2.9:50002"], await watch.FindStrangeAsync(new([called, callsMeanwhile, callsTooLate], none), Cancellation));
        // Once closed, the same two ends are no old acquaintances; and who was strange stays strange.
        Assert.Empty(await watch.FindStrangeAsync(new([], none), Cancellation));
        Assert.Equal(["192.0.2.9:50000"], await watch.FindStrangeAsync(new([called], none), Cancellation));
        Assert.Equal(["192.0.2.9:50000"], await watch.FindStrangeAsync(new([called], none), Cancellation));
    }

    [Fact]
    public async Task A_connection_to_a_service_that_has_moved_is_no_stranger_but_a_later_one_to_its_old_place_is()
    {
        using ServiceProvider exchanges = Exchanges();
        IConfiguration configuration = Configuration(redis: null);
        SteppedTime time = new();
        ConnectionWatch watch = new(configuration, exchanges.GetRequiredService<EgressGuard>(), time);
        ProcessConnection before = new(new(IPAddress.Loopback, 50_000), new(IPAddress.Loopback, 5999));
        ProcessConnection justBefore = new(new(IPAddress.Loopback, 50_001), new(IPAddress.Loopback, 5999));
        ProcessConnection after = new(new(IPAddress.Loopback, 50_002), new(IPAddress.Parse("127.0.0.2"), 5999));
        ProcessConnection late = new(new(IPAddress.Loopback, 50_003), new(IPAddress.Loopback, 5999));
        HashSet<int> none = [];

        Assert.Empty(await watch.FindStrangeAsync(new([before], none), Cancellation));
        configuration["ConnectionStrings:trading_bot"] = "Host=127.0.0.2;Port=5999;Username=nobody";
        time.Step();
        Assert.Empty(await watch.FindStrangeAsync(new([before, justBefore, after], none), Cancellation));
        for (int look = 0; look < 2; look++)
        {
            time.Step();
            Assert.Empty(await watch.FindStrangeAsync(new([before, justBefore, after], none), Cancellation));
        }
        time.Step();
        Assert.Equal(["127.0.0.1:5999"], await watch.FindStrangeAsync(new([before, justBefore, after, late], none), Cancellation));
    }

    [Fact]
    public async Task Datagrams_go_to_a_name_server_and_to_nobody_else()
    {
        Assert.SkipUnless(ProcessConnections.IsKnown, "only Linux tells which connections are this process's");
        using ServiceProvider exchanges = Exchanges();
        EgressGuard guard = exchanges.GetRequiredService<EgressGuard>();
        Allow(guard.Connections, [IPAddress.Parse("203.0.113.5")], 443);
        ConnectionWatch watch = new(Configuration(redis: null), guard, TimeProvider.System);
        using Socket sending = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await sending.ConnectAsync(IPAddress.Loopback, 5999, Cancellation);
        IPEndPoint own = (IPEndPoint)sending.LocalEndPoint!;
        ProcessConnections seen = ProcessConnections.Read();
        ProcessConnection found = Assert.Single(seen.Connections, connection => connection.IsDatagram && connection.Local.Port == own.Port);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 5999), found.Remote);

        Assert.Equal(["127.0.0.1:5999"], await watch.FindStrangeAsync(new([found], new HashSet<int> { own.Port }), Cancellation));
        // An exchange's address that the guard has opened by TCP is no place for QUIC.
        Assert.Equal(["203.0.113.5:443"], await watch.FindStrangeAsync(new([new(own, new(IPAddress.Parse("203.0.113.5"), 443), IsDatagram: true)], new HashSet<int>()), Cancellation));
        Assert.Empty(await watch.FindStrangeAsync(new([new(own, new(IPAddress.Parse("203.0.113.5"), 443))], new HashSet<int>()), Cancellation));
    }

    /// <summary>What the guard does when it has checked an address.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Allow")]
    private static extern void Allow(EgressConnections connections, IEnumerable<IPAddress> addresses, int port);

    private static IConfiguration Configuration(string? redis) => new ConfigurationBuilder().AddInMemoryCollection(
        [new("ConnectionStrings:trading_bot", "Host=127.0.0.1;Port=5999;Username=nobody"), new("ConnectionStrings:redis", redis), new("Exchanges:Feed", "live")]).Build();

    private static ServiceProvider Exchanges() => new ServiceCollection().AddLogging().AddMetrics().AddExchanges(Configuration(redis: null)).BuildServiceProvider();

    private sealed class SteppedTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public void Step() => _now += TimeSpan.FromMinutes(2);

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
