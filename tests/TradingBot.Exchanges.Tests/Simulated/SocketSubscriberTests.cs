using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance;
using TradingBot.Exchanges.Binance.Http;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.KuCoin;
using TradingBot.Exchanges.KuCoin.Http;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Exchanges.Tests.Simulated;

/// <summary>The seam through which another client subscribes and makes requests.</summary>
public sealed class SocketSubscriberTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.KuCoin)]
    public async Task Another_client_subscribes_on_our_socket_and_makes_our_requests(Venue venue)
    {
        await using Simulated simulated = await Simulated.StartAsync(venue, protocol => new Scripted((socket, stop) => SendAllAsync(protocol(), socket, stop), acknowledgements: protocol().Subscriptions(Simulated.Unread(venue)).Count));
        List<string> asked = [];
        simulated.Rest.Maker = (path, query, weight, stop) =>
        {
            asked.Add(path);
            return simulated.Rest.SendGetAsync(path, query, weight, stop);
        };
        InstrumentTable table = new(await simulated.InstrumentsAsync());
        using FeedConnection connection = await simulated.OpenAsync(table);
        HashSet<FrameKind> seen = [];
        FrameReading reading = new();
        while (connection.TryTakeHeld(out byte[]? held)) seen.Add(simulated.Protocol.Parse(held, table, reading));
        while (!(seen.Contains(FrameKind.Book) && seen.Contains(FrameKind.Trade)) && await connection.ReceiveAsync(Cancellation) is { } frame) seen.Add(simulated.Protocol.Parse(frame.Span, table, reading));
        Assert.Superset(new HashSet<FrameKind> { FrameKind.Book, FrameKind.Trade }, seen);
        Assert.NotEmpty(asked);
    }

    [Fact]
    public async Task A_client_that_says_it_subscribed_but_wrote_nothing_is_not_believed()
    {
        await using Simulated simulated = await Simulated.StartAsync(Venue.Binance, _ => new Scripted((_, _) => Task.CompletedTask, acknowledgements: 0));
        InstrumentTable table = new(await simulated.InstrumentsAsync());
        ExchangeException refused = await Assert.ThrowsAsync<ExchangeException>(() => simulated.OpenAsync(table));
        Assert.Equal(ExchangeFailure.Refused, refused.Failure);
    }

    [Fact]
    public async Task What_another_client_writes_passes_the_guard()
    {
        byte[] order = Encoding.UTF8.GetBytes("{\"id\":1,\"method\":\"order.place\",\"params\":{\"symbol\":\"BTCUSDT\"}}");
        await using Simulated simulated = await Simulated.StartAsync(Venue.Binance, _ => new Scripted((socket, stop) => socket.SendAsync(order, stop), acknowledgements: 0));
        InstrumentTable table = new(await simulated.InstrumentsAsync());
        await Assert.ThrowsAsync<EgressDeniedException>(() => simulated.OpenAsync(table));
    }

    [Fact]
    public async Task A_venues_refusal_is_believed_whatever_the_client_says()
    {
        byte[] wrong = Encoding.UTF8.GetBytes("{\"method\":\"SUBSCRIBE\",\"id\":1}");
        await using Simulated simulated = await Simulated.StartAsync(Venue.Binance, _ => new Scripted((socket, stop) => socket.SendAsync(wrong, stop), acknowledgements: 0));
        InstrumentTable table = new(await simulated.InstrumentsAsync());
        Assert.Equal(ExchangeFailure.Refused, (await Assert.ThrowsAsync<ExchangeException>(() => simulated.OpenAsync(table))).Failure);
    }

    private static async Task SendAllAsync(VenueProtocol protocol, ExchangeSocket socket, CancellationToken cancellation)
    {
        foreach (byte[] message in protocol.Subscriptions(Simulated.Unread(protocol.Venue))) await socket.SendAsync(message, cancellation);
    }

    /// <summary>Writes what it is told to, and says that it subscribed when as many acknowledgements came.</summary>
    private sealed class Scripted(Func<ExchangeSocket, CancellationToken, Task> write, int acknowledgements) : SocketSubscriber
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = acknowledgements;

        public override async Task SubscribeAsync(ExchangeSocket socket, IReadOnlyList<Instrument> instruments, CancellationToken cancellation)
        {
            await write(socket, cancellation);
            if (_left > 0) await _done.Task.WaitAsync(cancellation);
        }

        public override void Received(ReadOnlySpan<byte> frame)
        {
            string text = Encoding.UTF8.GetString(frame);
            if ((text.Contains("\"result\":null", StringComparison.Ordinal) || text.Contains("\"ack\"", StringComparison.Ordinal)) && --_left == 0) _done.SetResult();
        }
    }

    private sealed class Simulated : IAsyncDisposable
    {
        private readonly SimulatorHost _simulator;
        private readonly ServiceProvider _services;

        private Simulated(SimulatorHost simulator, ServiceProvider services, VenueRest rest, VenueProtocol protocol) =>
            (_simulator, _services, Rest, Protocol) = (simulator, services, rest, protocol);

        public VenueRest Rest { get; }

        public VenueProtocol Protocol { get; }

        public static async Task<Simulated> StartAsync(Venue venue, Func<Func<VenueProtocol>, SocketSubscriber> subscriber)
        {
            SimulatorHost simulator = await SimulatorHost.StartAsync(new SimulatorOptions { WarmUp = TimeSpan.FromMinutes(1) }, Cancellation);
            ServiceProvider services = FeedHarness.Compose(simulator.Address);
            TimeProvider time = TimeProvider.System;
            VenueBlocks blocks = new();
            VenueRest rest = new(venue, simulator.Address, services.GetRequiredService<ExchangeHttp>(), new RequestPace(), new(6_000, TimeSpan.FromMinutes(1), time), blocks,
                services.GetRequiredService<FeedStatusBoard>().Connection(venue), services.GetRequiredService<FeedMetrics>(), time);
            ConnectBudget connects = new(venue, 100, TimeSpan.FromMinutes(1), blocks, VenueRest.HostOf(simulator.Address), time);
            VenueProtocol? protocol = null;
            SocketSubscriber Make() => subscriber(() => protocol!);
            protocol = venue == Venue.Binance
                ? new BinanceProtocol(new BinanceRest(rest, 100), simulator.SocketAddress, connects) { Subscriber = Make }
                : new KuCoinProtocol(new KuCoinRest(rest), connects) { Subscriber = Make };
            return new(simulator, services, rest, protocol);
        }

        /// <summary>Enough of an instrument to name its streams.</summary>
        public static IReadOnlyList<Instrument> Unread(Venue venue) =>
        [
            new Instrument
            {
                Id = new(1), Venue = venue, Symbol = "BTC-USDT", VenueSymbol = venue == Venue.Binance ? "BTCUSDT" : "BTC-USDT", BaseAsset = "BTC", QuoteAsset = "USDT", PriceScale = 2, QuantityScale = 5,
                TickSize = 1, LotSize = 1, MinQuantity = new(1), MaxQuantity = new(1_000), MinNotional = default, TakerFee = default, MakerFee = default,
            },
        ];

        public async Task<IReadOnlyList<Instrument>> InstrumentsAsync() =>
            [.. (await Protocol.FetchInstrumentsAsync(["BTC-USDT"], Cancellation)).Select(instrument => instrument with { Id = new(1) })];

        public Task<FeedConnection> OpenAsync(InstrumentTable table) =>
            FeedConnection.OpenAsync(Protocol, _services.GetRequiredService<EgressGuard>(), table, table.Instruments, TimeProvider.System, null, Cancellation);

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await _simulator.DisposeAsync();
        }
    }
}
