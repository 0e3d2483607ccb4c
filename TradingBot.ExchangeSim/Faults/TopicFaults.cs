using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>A message on its way to a topic's subscribers.</summary>
/// <param name="Cut">Whether only its first half is sent, name of the stream included.</param>
/// <param name="Compressed">Whether it is compressed where the client has agreed to that.</param>
internal readonly record struct Frame(byte[] Bytes, bool Cut = false, bool Compressed = false);

/// <summary>What one fault does to the messages of one topic. Called under the simulation's gate.</summary>
internal abstract class TopicFault(Fault fault, Topic topic)
{
    private int _left = fault.Kind.CountsTogether ? int.MaxValue : fault.Count;

    public Fault Fault { get; } = fault;

    /// <summary>Whether it will touch no further message.</summary>
    public bool IsDone { get; protected set; }

    protected Topic Topic { get; } = topic;

    /// <summary>Whether this topic has taken all the hits that it can take, and holds nothing back.</summary>
    public virtual bool IsUsedUp => _left <= 0 || Fault.IsUsedUp;

    /// <summary>Puts what becomes of a message into the output.</summary>
    public abstract void Pass(Frame frame, List<Frame> output);

    /// <summary>The fault ends: puts what was held back into the output. Sets <see cref="IsDone"/> unless something is left to be put right.</summary>
    public virtual void End(List<Frame> output) => IsDone = true;

    /// <summary>Real time has passed: puts what is due into the output.</summary>
    public virtual void Poll(List<Frame> output)
    {
    }

    /// <summary>Counts a hit, if there is one left to be made.</summary>
    protected bool TryHit()
    {
        if (_left <= 0 || (Fault.Kind.CountsTogether && !Fault.TryTake()))
            return false;
        if (_left != int.MaxValue)
            _left--;
        Fault.CountAffected();
        return true;
    }
}

/// <summary>The faults of one topic, in the order in which they were started.</summary>
internal sealed class TopicFaults(Topic topic)
{
    private readonly List<TopicFault> _faults = [];

    public bool IsEmpty => _faults.Count == 0;

    public IReadOnlyList<TopicFault> All => _faults;

    public void Add(TopicFault fault) => _faults.Add(fault);

    public void Pass(byte[] message) => PassFrom(0, [new Frame(message)]);

    /// <summary>Lets held messages go that are due.</summary>
    public void Poll() => Each((fault, output) => fault.Poll(output));

    public void End(Fault fault) => Each((candidate, output) =>
    {
        if (candidate.Fault == fault)
            candidate.End(output);
    });

    private void Each(Action<TopicFault, List<Frame>> act)
    {
        for (int at = 0; at < _faults.Count; at++)
        {
            var output = new List<Frame>();
            act(_faults[at], output);
            if (output.Count > 0)
                PassFrom(at + 1, output);
        }
        _faults.RemoveAll(fault => fault.IsDone);
    }

    private void PassFrom(int first, List<Frame> frames)
    {
        for (int at = first; at < _faults.Count; at++)
        {
            var output = new List<Frame>(frames.Count);
            foreach (Frame frame in frames)
                _faults[at].Pass(frame, output);
            frames = output;
        }
        foreach (Frame frame in frames)
            topic.Deliver(frame);
    }
}
