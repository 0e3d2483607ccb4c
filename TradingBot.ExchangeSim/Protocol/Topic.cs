using System.Text;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Takes the messages of the topics it is subscribed to.</summary>
internal interface ISubscriber
{
    /// <summary>Binance: whether messages are wrapped with the name of their stream.</summary>
    bool Combined { get; }

    void Send(byte[] message);

    /// <summary>Sends a message compressed, where the client has agreed to that.</summary>
    void SendCompressed(byte[] message) => Send(message);
}

/// <summary>A named stream of messages. Each message is encoded once, however many subscribers take it.</summary>
internal sealed class Topic
{
    private readonly byte[] _wrapping;
    private ISubscriber[] _subscribers = [];

    /// <param name="market">The market that it tells of; null: all.</param>
    public Topic(string name, PublicMarket? market, StreamKind kind)
    {
        Name = name;
        Market = market;
        Kind = kind;
        _wrapping = Encoding.UTF8.GetBytes($"{{\"stream\":\"{name}\",\"data\":");
    }

    public string Name { get; }

    public PublicMarket? Market { get; }

    public StreamKind Kind { get; }

    /// <summary>What happens to its messages on their way; null: nothing.</summary>
    public TopicFaults? Faults { get; set; }

    public bool HasSubscribers => _subscribers.Length > 0;

    public void Add(ISubscriber subscriber)
    {
        if (!_subscribers.Contains(subscriber))
            _subscribers = [.. _subscribers, subscriber];
    }

    public void Remove(ISubscriber subscriber) => _subscribers = [.. _subscribers.Where(other => other != subscriber)];

    public void Publish(byte[] message)
    {
        if (Faults is not { } faults)
        {
            Deliver(message);
            return;
        }
        faults.Pass(message);
        if (faults.IsEmpty)
            Faults = null;
    }

    /// <summary>Sends a message past all faults.</summary>
    public void Deliver(in Frame frame)
    {
        if (!frame.Cut && !frame.Compressed)
        {
            Deliver(frame.Bytes);
            return;
        }
        foreach (ISubscriber subscriber in _subscribers)
        {
            byte[] message = subscriber.Combined ? Wrap(frame.Bytes) : frame.Bytes;
            if (frame.Compressed)
                subscriber.SendCompressed(message);
            else
                subscriber.Send(message[..(message.Length / 2)]);
        }
    }

    private void Deliver(byte[] message)
    {
        byte[]? wrapped = null;
        foreach (ISubscriber subscriber in _subscribers)
            subscriber.Send(subscriber.Combined ? wrapped ??= Wrap(message) : message);
    }

    private byte[] Wrap(byte[] message)
    {
        var wrapped = new byte[_wrapping.Length + message.Length + 1];
        _wrapping.CopyTo(wrapped, 0);
        message.CopyTo(wrapped, _wrapping.Length);
        wrapped[^1] = (byte)'}';
        return wrapped;
    }
}
