namespace TradingBot.Exchanges.Feeds;

/// <content>Instruments that come and go while the connection stands: the others notice nothing.</content>
internal sealed partial class FeedRun
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>Held while a connection is opened or replaced, and while what is followed changes: each of them sees the other's whole result.</summary>
    private readonly FeedGate _changes = new();

    private volatile FeedSession? _session;
    private volatile TaskCompletionSource<bool>? _answer;

    /// <summary>What is followed now.</summary>
    public IReadOnlyCollection<MarketStream> Streams => streams;

    /// <summary>The connection has ended for good: nothing of it is known any more.</summary>
    public async Task LeaveAllAsync()
    {
        using FeedGate.Pass pass = await gate.EnterAsync(CancellationToken.None);
        Leave([.. streams]);
        tape?.Watching([]);
        await TellAsync(CancellationToken.None);
    }

    /// <summary>Follows other instruments from now on. Without a connection the next one subscribes to them.</summary>
    /// <exception cref="ExchangeException">The venue refused to subscribe; those of the message are not followed.</exception>
    public async Task ChangeAsync(IReadOnlyList<MarketStream> added, IReadOnlyList<MarketStream> removed, CancellationToken cancellation)
    {
        using FeedGate.Pass change = await _changes.EnterAsync(cancellation);
        using (await gate.EnterAsync(cancellation))
        {
            Leave(removed);
            foreach (MarketStream stream in added) streams.Put(table.Put(stream.Instrument), stream);
            tape?.Watching([.. streams]);
            foreach (MarketStream stream in added)
                if (stream.Tape is { } newcomer) newcomer.WantsCheckpoint = true;
            await TellAsync(cancellation);
        }
        if (_session is not { } session) return;
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, session.Ended);
        try
        {
            foreach (byte[] message in protocol.Subscriptions([.. removed.Select(stream => stream.Instrument)], subscribe: false)) await AskAsync(message, ends.Token);
            foreach (byte[] message in protocol.Subscriptions([.. added.Select(stream => stream.Instrument)])) await AskAsync(message, ends.Token);
            using FeedGate.Pass pass = await gate.EnterAsync(ends.Token);
            foreach (MarketStream stream in added) markets.Subscribed(stream);
            await TellAsync(ends.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The connection ended meanwhile; the next one subscribes to what is followed by then.
        }
        catch (ExchangeException)
        {
            using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
            Leave(added);
            await TellAsync(cancellation);
            throw;
        }
        catch (Exception e) when (ConnectionProblem.Is(e) || e is TimeoutException)
        {
            session.Lose($"a change of the subscriptions failed: {e.Message}");
        }
    }

    private void Leave(IReadOnlyList<MarketStream> leaving)
    {
        foreach (MarketStream stream in leaving)
        {
            stream.Leave();
            streams.Remove(stream);
        }
    }

    private async Task TellAsync(CancellationToken cancellation)
    {
        try
        {
            await output.FlushAsync(cancellation);
        }
        catch (SlowConsumerException slow)
        {
            _session?.Lose(slow.Message, isSlowConsumer: true);
        }
    }

    // One question at a time, so the next answer is its answer.
    private async Task AskAsync(byte[] message, CancellationToken cancellation)
    {
        TaskCompletionSource<bool> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = answer;
        try
        {
            await _active!.SendAsync(message, cancellation);
            if (!await answer.Task.WaitAsync(AnswerLimit, time, cancellation))
                throw new ExchangeException(protocol.Venue, ExchangeFailure.Refused, "the venue refused a change of the subscriptions");
        }
        finally
        {
            _answer = null;
        }
        await Task.Delay(protocol.MessageInterval, time, cancellation);
    }

    private void Answered(bool acknowledged) => _answer?.TrySetResult(acknowledged);
}
