namespace TradingBot.ExchangeSim.Protocol;

/// <summary>All topics of one venue by name.</summary>
internal sealed class TopicDirectory
{
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    public Topic Create(string name)
    {
        var topic = new Topic(name);
        _topics.Add(name, topic);
        return topic;
    }

    public Topic? Find(string name) => _topics.GetValueOrDefault(name);

    public IEnumerable<Topic> All => _topics.Values;
}
