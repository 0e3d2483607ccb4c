using System.Text;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Takes the messages of the topics it is subscribed to.</summary>
internal interface ISubscriber
{
    /// <summary>Binance: whether messages are wrapped with the name of their stream.</summary>
    bool Combined { get; }

    void Send(byte[] message);
}

/// <summary>A named stream of messages. Each message is encoded once, however many subscribers take it.</summary>
internal sealed class Topic
{
    private readonly byte[] _wrapping;
    private ISubscriber[] _subscribers = [];

    public Topic(string name)
    {
        Name = name;
        _wrapping = Encoding.UTF8.GetBytes($"{{\"stream\":\"{name}\",\"data\":");
    }

    public string Name { get; }

    public bool HasSubscribers => _subscribers.Length > 0;

    public void Add(ISubscriber subscriber)
    {
        if (!_subscribers.Contains(subscriber))
            _subscribers = [.. _subscribers, subscriber];
    }

    public void Remove(ISubscriber subscriber) => _subscribers = [.. _subscribers.Where(other => other != subscriber)];

    public void Publish(byte[] message)
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
