using Microsoft.AspNetCore.Http.Features;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>
/// The bytes of one client's socket, below the WebSocket: here whole connections freeze and slow down, pings and pongs included, and every
/// frame that the client sends is seen, also those that the WebSocket answers by itself.
/// </summary>
internal sealed class ClientWire(TimeProvider time) : Stream
{
    private const int PacesPerSecond = 20;
    private static readonly TimeSpan FreezePoll = TimeSpan.FromMilliseconds(10);

    private readonly FrameHeaders _headers = new();
    private Stream _network = Null;
    private volatile bool _ended;

    /// <summary>Called for each frame of the client that is no continuation and no close, before it is handled.</summary>
    public Action? FrameReceived { get; set; }

    public SocketConditions Conditions { get; set; } = SocketConditions.Fine;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Puts the wire between a request's connection and the WebSocket that it will become.</summary>
    public static void PutUnder(HttpContext context, TimeProvider time)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
            return;
        var wire = new ClientWire(time);
        context.Features.Set<IHttpUpgradeFeature>(new Upgrade(upgrade, wire));
        context.Features.Set(wire);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await _network.ReadAsync(buffer, cancellationToken);
        await WhileFrozenAsync(cancellationToken);
        int frames = _headers.Count(buffer.Span[..read]);
        for (int at = 0; at < frames; at++)
            FrameReceived?.Invoke();
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReferenceEquals(Conditions, SocketConditions.Fine) ? _network.WriteAsync(buffer, cancellationToken) : WriteHinderedAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _network.FlushAsync(cancellationToken);

    public override void Flush() => _network.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        if (disposing)
            _network.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WriteHinderedAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        await WhileFrozenAsync(cancellation);
        while (buffer.Length > 0)
        {
            int rate = Conditions.BytesPerSecond;
            int piece = rate == 0 ? buffer.Length : Math.Min(buffer.Length, Math.Max(1, rate / PacesPerSecond));
            await _network.WriteAsync(buffer[..piece], cancellation);
            buffer = buffer[piece..];
            if (rate > 0)
                await Task.Delay(TimeSpan.FromSeconds((double)piece / rate), time, cancellation);
        }
    }

    private async ValueTask WhileFrozenAsync(CancellationToken cancellation)
    {
        while (Conditions.Frozen && !_ended)
            await Task.Delay(FreezePoll, time, cancellation);
    }

    private sealed class Upgrade(IHttpUpgradeFeature inner, ClientWire wire) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync()
        {
            wire._network = await inner.UpgradeAsync();
            return wire;
        }
    }
}
