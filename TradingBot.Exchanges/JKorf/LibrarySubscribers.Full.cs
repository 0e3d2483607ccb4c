using Binance.Net.Clients;
using Binance.Net.Objects.Options;
using CryptoExchange.Net.Objects;
using Kucoin.Net.Clients;
using Kucoin.Net.Objects.Options;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Feeds;

namespace TradingBot.Exchanges.JKorf;

/// <summary>
/// Lets a library's socket client subscribe on a socket of ours. It sees the venue's frames until it has subscribed, and cannot write after that; books and
/// trades are read from the frames by our parsers. Profile full; see <see cref="LibraryClients"/> for what was read.
/// </summary>
internal abstract class LibrarySubscriber : SocketSubscriber
{
    private LibrarySocketFactory? _sockets;

    public sealed override async Task SubscribeAsync(ExchangeSocket socket, IReadOnlyList<Instrument> instruments, CancellationToken cancellation)
    {
        _sockets = new(socket);
        await SubscribeAsync(_sockets, [.. instruments.Select(instrument => instrument.VenueSymbol)], cancellation);
    }

    public sealed override void Received(ReadOnlySpan<byte> frame) => _sockets?.Made?.Receive(frame);

    /// <summary>Subscribes to changes of the book and to trades, and ends the library's hold on the socket.</summary>
    protected abstract Task SubscribeAsync(LibrarySocketFactory sockets, string[] symbols, CancellationToken cancellation);

    /// <summary>The library's word that it subscribed; the venue's own acknowledgement is waited for by the feed.</summary>
    protected static void Accept(Venue venue, bool success, Error? error)
    {
        if (!success) throw new ExchangeException(venue, ExchangeFailure.Refused, $"the library could not subscribe: {error}");
    }
}

internal sealed class BinanceSubscriber : LibrarySubscriber
{
    protected override async Task SubscribeAsync(LibrarySocketFactory sockets, string[] symbols, CancellationToken cancellation)
    {
        using BinanceSocketClient client = new(Options.Create(new BinanceSocketOptions
        {
            Environment = LibraryClients.BinanceNowhere(),
            ReconnectPolicy = ReconnectPolicy.Disabled,
            RateLimiterEnabled = false,
        }));
        client.SpotApi.SocketFactory = sockets;
        try
        {
            var books = await client.SpotApi.ExchangeData.SubscribeToOrderBookUpdatesAsync(symbols, 100, static _ => { }, cancellation);
            Accept(Venue.Binance, books.Success, books.Error);
            var trades = await client.SpotApi.ExchangeData.SubscribeToTradeUpdatesAsync(symbols, static _ => { }, cancellation);
            Accept(Venue.Binance, trades.Success, trades.Error);
        }
        finally
        {
            // Ending a client unsubscribes; the subscriptions are to stay.
            sockets.Made?.Detach();
        }
    }
}

internal sealed class KuCoinSubscriber : LibrarySubscriber
{
    protected override async Task SubscribeAsync(LibrarySocketFactory sockets, string[] symbols, CancellationToken cancellation)
    {
        using KucoinSocketClient client = new(Options.Create(new KucoinSocketOptions
        {
            Environment = LibraryClients.KuCoinNowhereForSockets(),
            ReconnectPolicy = ReconnectPolicy.Disabled,
            RateLimiterEnabled = false,
        }));
        client.SpotApi.SocketFactory = sockets;
        try
        {
            var books = await client.SpotApi.SubscribeToAggregatedOrderBookUpdatesAsync(symbols, static _ => { }, cancellation);
            Accept(Venue.KuCoin, books.Success, books.Error);
            var trades = await client.SpotApi.SubscribeToTradeUpdatesAsync(symbols, static _ => { }, cancellation);
            Accept(Venue.KuCoin, trades.Success, trades.Error);
        }
        finally
        {
            sockets.Made?.Detach();
        }
    }
}
