using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim;

/// <summary>A public message and the simulated time at which the venue sent it, in nanoseconds since 1970.</summary>
/// <param name="TimeNs">When.</param>
/// <param name="Payload">The text frame: Binance's wrapped with the name of its stream, KuCoin's with its topic.</param>
public readonly record struct LabFrame(long TimeNs, ReadOnlyMemory<byte> Payload);

/// <summary>Takes the messages of the streams that <see cref="MarketLab.Connect"/> subscribed it to.</summary>
public sealed class LabClient
{
    private readonly List<LabFrame> _frames = [];

    internal LabClient(Func<long> now, bool isWrapped) => Subscriber = new Receiver(this, now, isWrapped);

    /// <summary>What has come since the last <see cref="Take"/>, in order.</summary>
    public IReadOnlyList<LabFrame> Frames => _frames;

    internal ISubscriber Subscriber { get; }

    /// <summary>What has come, which is then forgotten: for runs whose messages do not fit into memory.</summary>
    public IReadOnlyList<LabFrame> Take()
    {
        LabFrame[] taken = [.. _frames];
        _frames.Clear();
        return taken;
    }

    private sealed class Receiver(LabClient client, Func<long> now, bool isWrapped) : ISubscriber
    {
        public bool Combined => isWrapped;

        public void Send(byte[] message) => client._frames.Add(new LabFrame(now(), message));
    }
}
