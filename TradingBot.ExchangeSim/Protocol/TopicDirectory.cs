using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>All topics of one venue by name.</summary>
/// <param name="inMicroseconds">The same topics with times in microseconds, where the venue has them.</param>
internal sealed class TopicDirectory(TopicDirectory? inMicroseconds = null)
{
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    public TopicDirectory? InMicroseconds { get; } = inMicroseconds;

    public Topic Create(string name, PublicMarket? market, StreamKind kind)
    {
        var topic = new Topic(name, market, kind);
        _topics.Add(name, topic);
        return topic;
    }

    public Topic? Find(string name) => _topics.GetValueOrDefault(name);

    /// <summary>All topics, those in microseconds too.</summary>
    public IEnumerable<Topic> All => _topics.Values.Concat(InMicroseconds?.All ?? []);
}
