using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;

namespace TradingBot.Exchanges.Feeds;

/// <summary>Another client that writes the subscriptions on a socket of ours. What it writes passes the guard; what comes back is read by us all the same.</summary>
internal abstract class SocketSubscriber
{
    /// <summary>Subscribes to book and trades of all instruments. Every message that it writes must be acknowledged by the venue.</summary>
    public abstract Task SubscribeAsync(ExchangeSocket socket, IReadOnlyList<Instrument> instruments, CancellationToken cancellation);

    /// <summary>A frame that came while it subscribes.</summary>
    public abstract void Received(ReadOnlySpan<byte> frame);
}
