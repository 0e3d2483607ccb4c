using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Feeds;

/// <content>Another client subscribes.</content>
internal sealed partial class FeedConnection
{
    // A read that was begun while another client subscribed. Giving it up would end the socket.
    private Task<ReadOnlyMemory<byte>?>? _begun;

    /// <summary>Lets another client subscribe; holds it to its word, and the venue to an acknowledgement of each message that it wrote.</summary>
    private async Task SubscribeAsync(
        SocketSubscriber subscriber, VenueProtocol protocol, InstrumentTable table, IReadOnlyList<Instrument> followed, FrameReading reading, CancellationToken cancellation)
    {
        int written = _socket.Written;
        int acknowledged = 0;
        Task subscribing = subscriber.SubscribeAsync(_socket, followed, cancellation);
        while (!subscribing.IsCompleted || acknowledged < _socket.Written - written)
        {
            _begun ??= _socket.ReceiveAsync(cancellation).AsTask();
            if (!subscribing.IsCompleted && await Task.WhenAny(_begun, subscribing) == subscribing)
            {
                // What it failed at says more than what the venue answers to it.
                await subscribing;
                continue;
            }
            if (await FinishAsync(cancellation) is not { } frame)
                throw new ExchangeException(protocol.Venue, ExchangeFailure.Unreachable, $"the socket ended before it was subscribed: {CloseReason}");
            FrameKind kind = protocol.Parse(frame.Span, table, reading);
            if (kind == FrameKind.Error) throw new ExchangeException(protocol.Venue, ExchangeFailure.Refused, $"the subscription was refused: {reading.Text}");
            if (kind == FrameKind.Acknowledged) acknowledged++;
            if (kind is not (FrameKind.Book or FrameKind.Trade)) _tape?.Handshake(Number, frame.Span);
            else if (!Hold(frame.Span)) throw new ExchangeException(protocol.Venue, ExchangeFailure.Unreachable, "too much came before it was subscribed");
            subscriber.Received(frame.Span);
        }
        await subscribing;
        if (acknowledged == 0) throw new ExchangeException(protocol.Venue, ExchangeFailure.Refused, "the other client says that it subscribed, but the venue was asked nothing");
    }

    private async ValueTask<ReadOnlyMemory<byte>?> FinishAsync(CancellationToken cancellation)
    {
        Task<ReadOnlyMemory<byte>?> begun = _begun!;
        ReadOnlyMemory<byte>? frame = await begun.WaitAsync(cancellation);
        _begun = null;
        return frame;
    }
}
