namespace TradingBot.Web.Live;

/// <summary>One lasting subscription with what is to be read beside it each time that it connects.</summary>
/// <param name="stream">Keeps the connection up.</param>
/// <param name="topics">What is subscribed to.</param>
/// <param name="time">Measures how long it is down.</param>
/// <param name="apply">Takes each event.</param>
/// <param name="seed">Reads what the stream does not tell; cancelled when the connection ends.</param>
/// <param name="changed">Told when it connects or is lost.</param>
internal sealed class LiveLink(
    EventStream stream, string topics, TimeProvider time, Action<object> apply, Func<CancellationToken, Task> seed, Action changed)
{
    /// <summary>How long a loss may last before pages say so: a restart of the Api shows no alarm.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    private readonly Lock _gate = new();
    private CancellationTokenSource? _seeding;
    private string _reason = "the Api has not answered yet";
    private long _lostAt = time.GetTimestamp();

    /// <summary>Whether it is up now.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Why it is down, once it has been for longer than a moment.</summary>
    public string? Problem => IsConnected || time.GetElapsedTime(_lostAt) < Grace ? null : _reason;

    public Task RunAsync(CancellationToken stopping) => stream.RunAsync(topics, () => Connected(stopping), apply, Lost, stopping);

    private void Connected(CancellationToken stopping)
    {
        CancellationToken connection;
        lock (_gate)
        {
            IsConnected = true;
            _seeding = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            connection = _seeding.Token;
        }
        changed();
        _ = seed(connection);
    }

    private void Lost(string reason)
    {
        lock (_gate)
        {
            if (IsConnected) _lostAt = time.GetTimestamp();
            IsConnected = false;
            _reason = reason;
            _seeding?.Cancel();
            _seeding?.Dispose();
            _seeding = null;
        }
        changed();
    }
}
