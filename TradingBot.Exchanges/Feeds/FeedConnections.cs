using System.Diagnostics.CodeAnalysis;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Feeds;

/// <summary>The connections that a venue's followed instruments need: as few as the venue's limits allow, opened and closed as instruments come and go.</summary>
/// <remarks>An instrument stays on its connection: moving one would cost its book.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The gate's wait handle is never asked for; each connection's token source is disposed of when it ends.")]
internal sealed class FeedConnections(int symbolsPerConnection, Func<int, IReadOnlyList<Instrument>, (FeedRun Run, Func<Instrument, MarketStream> Join)> open, Status.ConnectionFacts facts)
{
    private readonly FeedGate _gate = new();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Member> _members = [];
    private int _opened;

    /// <summary>Runs until cancelled; ends with an exception only where a connection's own code breaks.</summary>
    public async Task RunAsync(IReadOnlyList<Instrument> instruments, CancellationToken cancellation)
    {
        try
        {
            using (await _gate.EnterAsync(cancellation))
                foreach (Instrument[] page in instruments.Chunk(symbolsPerConnection)) Open(page, cancellation);
            await _broken.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
        finally
        {
            using (await _gate.EnterAsync(CancellationToken.None))
                foreach (Member member in _members.ToArray()) await CloseAsync(member);
        }
    }

    /// <summary>Follows exactly these instruments from now on.</summary>
    /// <param name="instruments">By their lasting ids; one that is followed already stays untouched.</param>
    /// <param name="lifetime">Ends connections that this opens.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ExchangeException">The venue refused a subscription.</exception>
    public async Task FollowAsync(IReadOnlyList<Instrument> instruments, CancellationToken lifetime, CancellationToken cancellation)
    {
        using FeedGate.Pass pass = await _gate.EnterAsync(cancellation);
        HashSet<InstrumentId> wanted = [.. instruments.Select(instrument => instrument.Id)];
        HashSet<InstrumentId> followed = [.. _members.SelectMany(member => member.Streams.Keys)];
        Queue<Instrument> added = new(instruments.Where(instrument => !followed.Contains(instrument.Id)));
        foreach (Member member in _members.ToArray())
        {
            InstrumentId[] leaving = [.. member.Streams.Keys.Where(id => !wanted.Contains(id))];
            if (leaving.Length == member.Streams.Count) await CloseAsync(member);
            else await ChangeAsync(member, added, leaving, cancellation);
        }
        foreach (Instrument[] page in added.Chunk(symbolsPerConnection)) Open(page, lifetime);
    }

    private async Task ChangeAsync(Member member, Queue<Instrument> added, InstrumentId[] leaving, CancellationToken cancellation)
    {
        List<MarketStream> removed = [];
        List<MarketStream> joining = [];
        foreach (InstrumentId id in leaving)
        {
            member.Streams.Remove(id, out MarketStream? stream);
            removed.Add(stream!);
        }
        while (member.Streams.Count < symbolsPerConnection && added.TryDequeue(out Instrument? instrument))
        {
            MarketStream stream = member.Join(instrument);
            member.Streams.Add(instrument.Id, stream);
            joining.Add(stream);
        }
        if (removed.Count + joining.Count == 0) return;
        try
        {
            await member.Run.ChangeAsync(joining, removed, cancellation);
        }
        catch (ExchangeException)
        {
            foreach (MarketStream stream in joining) member.Streams.Remove(stream.Instrument.Id);
            throw;
        }
    }

    private void Open(Instrument[] instruments, CancellationToken lifetime)
    {
        int number = ++_opened;
        (FeedRun run, Func<Instrument, MarketStream> join) = open(number, instruments);
        Member member = new(number, run, join, CancellationTokenSource.CreateLinkedTokenSource(lifetime));
        foreach (MarketStream stream in run.Streams) member.Streams.Add(stream.Instrument.Id, stream);
        facts.Wanted(number);
        member.Work = WatchAsync(run.RunAsync(member.End.Token));
        _members.Add(member);
    }

    private async Task WatchAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception e)
        {
            _broken.TrySetException(e);
        }
    }

    private async Task CloseAsync(Member member)
    {
        _members.Remove(member);
        await member.End.CancelAsync();
        await member.Work;
        await member.Run.LeaveAllAsync();
        facts.Closed(member.Number);
        member.End.Dispose();
    }

    private sealed class Member(int number, FeedRun run, Func<Instrument, MarketStream> join, CancellationTokenSource end)
    {
        public int Number => number;
        public FeedRun Run => run;
        public Func<Instrument, MarketStream> Join => join;
        public CancellationTokenSource End => end;
        public Dictionary<InstrumentId, MarketStream> Streams { get; } = [];
        public Task Work { get; set; } = Task.CompletedTask;
    }
}
