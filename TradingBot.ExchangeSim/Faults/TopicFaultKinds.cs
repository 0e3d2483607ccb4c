using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>Leaves messages out.</summary>
internal sealed class DroppedMessages(Fault fault, Topic topic) : TopicFault(fault, topic)
{
    public override void Pass(Frame frame, List<Frame> output)
    {
        if (!TryHit())
            output.Add(frame);
    }
}

/// <summary>Sends messages twice.</summary>
internal sealed class DuplicatedMessages(Fault fault, Topic topic) : TopicFault(fault, topic)
{
    public override void Pass(Frame frame, List<Frame> output)
    {
        output.Add(frame);
        if (TryHit())
            output.Add(frame);
    }
}

/// <summary>Sends a message behind the one that follows it.</summary>
internal sealed class SwappedMessages(Fault fault, Topic topic) : TopicFault(fault, topic)
{
    private Frame? _held;

    public override bool IsUsedUp => _held is null && base.IsUsedUp;

    public override void Pass(Frame frame, List<Frame> output)
    {
        if (_held is null && TryHit())
        {
            _held = frame;
            return;
        }
        output.Add(frame);
        if (_held is { } held)
            output.Add(held);
        _held = null;
    }

    public override void End(List<Frame> output)
    {
        if (_held is { } held)
            output.Add(held);
        _held = null;
        IsDone = true;
    }
}

/// <summary>Takes note of some messages as they pass, then sends them all again.</summary>
internal sealed class ReplayedMessages(Fault fault, Topic topic) : TopicFault(fault, topic)
{
    private readonly List<Frame> _noted = [];
    private readonly int _messages = (int)fault.Number("messages");

    public override void Pass(Frame frame, List<Frame> output)
    {
        output.Add(frame);
        if (IsUsedUp)
            return;
        _noted.Add(frame);
        if (_noted.Count < _messages || !TryHit())
            return;
        output.AddRange(_noted);
        _noted.Clear();
    }
}

/// <summary>Holds every message back for a time.</summary>
internal sealed class DelayedMessages(Fault fault, Topic topic, TimeProvider time) : TopicFault(fault, topic)
{
    private readonly Queue<(Frame Frame, long DueTicks)> _held = new();
    private readonly long _delayTicks = (long)fault.Number("delayMs") * TimeSpan.TicksPerMillisecond;

    public override void Pass(Frame frame, List<Frame> output)
    {
        _ = TryHit();
        _held.Enqueue((frame, time.GetUtcNow().UtcTicks + _delayTicks));
    }

    public override void Poll(List<Frame> output)
    {
        long now = time.GetUtcNow().UtcTicks;
        while (_held.TryPeek(out (Frame Frame, long DueTicks) first) && first.DueTicks <= now)
            output.Add(_held.Dequeue().Frame);
    }

    public override void End(List<Frame> output)
    {
        output.AddRange(_held.Select(held => held.Frame));
        _held.Clear();
        IsDone = true;
    }
}

/// <summary>Changes messages on their way; one that the change does not suit passes as it is and is not counted.</summary>
internal sealed class RewrittenMessages(Fault fault, Topic topic, Func<Frame, Frame?> rewrite) : TopicFault(fault, topic)
{
    public override void Pass(Frame frame, List<Frame> output) =>
        output.Add(!IsUsedUp && rewrite(frame) is { } changed && TryHit() ? changed : frame);
}
