using System.Diagnostics.CodeAnalysis;

namespace TradingBot.Api.Live;

/// <summary>
/// What a client has not been sent yet: the newest event of each key, oldest first. However slowly it is emptied, it never holds more
/// than <see cref="KeysMax"/> events; a client that would need more is better served by connecting again, which begins with the present state.
/// Safe for many writers and one reader.
/// </summary>
internal sealed class Mailbox
{
    public const int KeysMax = 2_048;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<ServerEvent>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<ServerEvent> _waiting = new();
    private TaskCompletionSource _arrival = NewArrival();

    /// <summary>Whether there was more to tell than fits; what is in it then is not all.</summary>
    public bool IsOverflown { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Puts an event in place of the one with the same key.</summary>
    public void Put(ServerEvent news) => Put(news, replace: true);

    /// <summary>Puts an event unless a newer one with the same key has come already.</summary>
    public void PutPresent(ServerEvent present) => Put(present, replace: false);

    /// <summary>Takes the oldest event. What is not taken yet can still be replaced by newer state.</summary>
    public bool TryTake([NotNullWhen(true)] out ServerEvent? oldest)
    {
        lock (_lock)
        {
            oldest = _waiting.First?.Value;
            if (oldest is null)
            {
                if (_arrival.Task.IsCompleted) _arrival = NewArrival();
                return false;
            }
            _waiting.RemoveFirst();
            _byKey.Remove(oldest.Key);
            return true;
        }
    }

    /// <summary>Waits until something is in it.</summary>
    /// <returns>False where the time passed without.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        Task arrival;
        lock (_lock) arrival = _arrival.Task;
        try
        {
            await arrival.WaitAsync(atMost, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Put(ServerEvent news, bool replace)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(news.Key, out LinkedListNode<ServerEvent>? older))
            {
                if (!replace) return;
                // To the end, so that trades stay in the order of their times.
                _waiting.Remove(older);
            }
            else if (_waiting.Count >= KeysMax)
            {
                IsOverflown = true;
                return;
            }
            _byKey[news.Key] = _waiting.AddLast(news);
            _arrival.TrySetResult();
        }
    }

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
