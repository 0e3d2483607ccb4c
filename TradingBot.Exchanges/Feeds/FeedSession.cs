namespace TradingBot.Exchanges.Feeds;

/// <summary>One life of a feed between connecting and losing the connection: its work, and what ended it.</summary>
internal sealed class FeedSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly TaskCompletionSource<LossReason> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<Task> _work = [];

    public FeedSession(CancellationToken cancellation)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Ended = _ended.Token;
    }

    /// <summary>May be asked after the end too.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Completes when the connection is lost; faults when something broke that never should.</summary>
    public Task<LossReason> Lost => _lost.Task;

    /// <summary>Writes a frame to the connection in charge; set by who runs the session.</summary>
    public required Func<ReadOnlyMemory<byte>, CancellationToken, Task> SendAsync { get; init; }

    /// <summary>Ends the session; the first reason counts.</summary>
    public void Lose(string reason, bool isSlowConsumer = false) => _lost.TrySetResult(new(reason, isSlowConsumer));

    /// <summary>Runs work beside the others until the session ends.</summary>
    public void Start(Func<CancellationToken, Task> work)
    {
        lock (_lock)
        {
            _work.RemoveAll(task => task.IsCompleted);
            _work.Add(GuardAsync(work));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Task[] work;
        lock (_lock) work = [.. _work];
        await Task.WhenAll(work);
        _ended.Dispose();
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work)
    {
        // Always on another thread than the caller's, who may hold the feed's gate.
        await Task.Yield();
        try
        {
            await work(Ended);
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
            // The session has ended.
        }
        catch (SlowConsumerException slow)
        {
            Lose(slow.Message, isSlowConsumer: true);
        }
        catch (Exception e) when (ConnectionProblem.Is(e))
        {
            Lose(e.Message);
        }
        catch (Exception e)
        {
            _lost.TrySetException(e);
        }
    }
}

/// <summary>Why a connection ended.</summary>
internal readonly record struct LossReason(string Text, bool IsSlowConsumer);
