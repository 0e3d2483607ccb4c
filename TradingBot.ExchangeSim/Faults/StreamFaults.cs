using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>The faults of streams. Called under the simulation's gate.</summary>
internal sealed class StreamFaults(IReadOnlyList<VenueGateway> gateways, TimeProvider time)
{
    private readonly List<(Fault Fault, Topic Topic, TopicFault OnTopic)> _attached = [];

    public static bool IsAimedAt(Fault fault, Topic topic) =>
        (fault.Streams is null || fault.Streams.Contains(topic.Kind))
        && (topic.Market is { } market ? fault.Markets.Contains(market) : fault.Request.Symbol is null);

    /// <summary>Starts a fault; returns how many symbols it is aimed at.</summary>
    public long Start(Fault fault)
    {
        var symbols = new HashSet<PublicMarket>();
        foreach (Topic topic in gateways.Where(gateway => fault.Hits(gateway.Venue)).SelectMany(gateway => gateway.Topics.All))
        {
            if (!IsAimedAt(fault, topic) || Make(fault, topic) is not { } onTopic)
                continue;
            topic.Faults ??= new TopicFaults(topic);
            topic.Faults.Add(onTopic);
            _attached.Add((fault, topic, onTopic));
            if (topic.Market is { } market)
                symbols.Add(market);
        }
        return symbols.Count;
    }

    public void End(Fault fault)
    {
        foreach ((_, Topic topic, _) in _attached.Where(attached => attached.Fault == fault))
        {
            topic.Faults?.End(fault);
            if (topic.Faults?.IsEmpty == true)
                topic.Faults = null;
        }
        _attached.RemoveAll(attached => attached.Fault == fault);
    }

    /// <summary>Lets delayed messages go that are due.</summary>
    public void Poll()
    {
        foreach ((_, Topic topic, TopicFault onTopic) in _attached)
        {
            if (onTopic is DelayedMessages)
                topic.Faults?.Poll();
        }
    }

    /// <summary>Whether every stream that somebody listens to has had all its hits.</summary>
    public bool IsUsedUp(Fault fault)
    {
        bool any = false;
        foreach ((Fault candidate, Topic topic, TopicFault onTopic) in _attached)
        {
            if (candidate != fault)
                continue;
            any |= onTopic.IsUsedUp;
            if (!onTopic.IsUsedUp && topic.HasSubscribers)
                return false;
        }
        return any;
    }

    private TopicFault? Make(Fault fault, Topic topic) => fault.Kind.Name switch
    {
        "gap" or "dropTrades" or "silence" => new DroppedMessages(fault, topic),
        "duplicate" => new DuplicatedMessages(fault, topic),
        "reorder" => new SwappedMessages(fault, topic),
        "replayOld" => new ReplayedMessages(fault, topic),
        "delay" => new DelayedMessages(fault, topic, time),
        "corrupt" => new RewrittenMessages(fault, topic, frame => Corruption.Corrupt(fault.Variant, frame, topic)),
        "huge" => new RewrittenMessages(fault, topic, frame => Corruption.Padded(frame, (int)fault.Number("bytes"), compressed: false)),
        "bomb" => new RewrittenMessages(fault, topic, frame => Corruption.Padded(frame, (int)fault.Number("bytes"), compressed: true)),
        "deepNesting" => new RewrittenMessages(fault, topic, frame => Corruption.Nested(frame, (int)fault.Number("depth"))),
        "crossedBook" => Crossed(fault, topic),
        "wideBook" => topic.Market is { } market ? Wide(fault, topic, market) : null,
        "clockSkew" => new RewrittenMessages(fault, topic, frame => Skewed(frame, topic, (long)fault.Number("offsetMs"))),
        var name => throw new InvalidOperationException($"The vocabulary has a stream fault '{name}' that nothing makes."),
    };

    private static TopicFault? Crossed(Fault fault, Topic topic) => (topic.Market, topic.Kind) switch
    {
        ({ } market, StreamKind.Depth) => new DepthLies(fault, topic, market, MadeUpLevels.Crossing, _ => []),
        ({ } market, _) => new RewrittenMessages(fault, topic, frame => CrossedTop.Rewrite(frame, topic, market)),
        _ => null,
    };

    private static DepthLies Wide(Fault fault, Topic topic, PublicMarket market)
    {
        int levels = (int)fault.Number("levels");
        return new DepthLies(fault, topic, market, _ => MadeUpLevels.Low(market, levels / 2), _ => MadeUpLevels.High(market, levels - levels / 2));
    }

    private static Frame? Skewed(Frame frame, Topic topic, long offsetMs)
    {
        byte[] changed = frame.Bytes;
        string[] fields = topic.Kind is StreamKind.Trade or StreamKind.AggTrade ? ["E", "T", "time"] : ["E", "time", "timestamp", "datetime"];
        foreach (string field in fields)
            changed = JsonText.ShiftTimes(changed, field, offsetMs);
        return changed == frame.Bytes ? null : frame with { Bytes = changed };
    }
}
