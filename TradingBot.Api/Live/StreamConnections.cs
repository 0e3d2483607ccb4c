namespace TradingBot.Api.Live;

/// <summary>Bounds how many live streams are open at once.</summary>
internal sealed class StreamConnections
{
    public const int Max = 500;
    private int _open;

    public int Open => Volatile.Read(ref _open);

    /// <summary>A place, to be disposed when the stream ends; none where all are taken.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _open) <= Max) return new Place(this);
        Interlocked.Decrement(ref _open);
        return null;
    }

    private sealed class Place(StreamConnections connections) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref connections._open);
    }
}
