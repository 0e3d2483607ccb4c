namespace TradingBot.Exchanges.Rest;

/// <summary>Holds requests back while a venue fails: after some failures in a row none goes out for a while, then one at a time tries, and only its success lets the others go on.</summary>
/// <remarks>So a venue in trouble is asked less than a healthy one, never more. Thread-safe.</remarks>
internal sealed class CircuitBreaker(TimeProvider time)
{
    public const int FailuresToOpen = 5;

    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan PauseLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private int _failures;
    private TimeSpan _pause = FirstPause;
    private DateTimeOffset? _openUntil;
    private DateTimeOffset? _tryingUntil;

    /// <summary>Until when nothing goes out; null when a request may go.</summary>
    public DateTimeOffset? OpenUntil
    {
        get
        {
            lock (_lock) return _openUntil;
        }
    }

    /// <summary>Lets a request go (null), or says when to ask again.</summary>
    public DateTimeOffset? Enter()
    {
        lock (_lock)
        {
            if (_openUntil is not { } until) return null;
            DateTimeOffset now = time.GetUtcNow();
            if (now < until) return until;
            if (_tryingUntil is { } trying && now < trying) return trying;
            // One tries; where it never says how that went, another may after a while.
            _tryingUntil = now + PauseLimit;
            return null;
        }
    }

    public void Succeeded()
    {
        lock (_lock) (_failures, _pause, _openUntil, _tryingUntil) = (0, FirstPause, null, null);
    }

    /// <summary>A request failed by the venue's fault: no answer, a server error, or an answer that is none.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            bool wasTrying = _tryingUntil is not null;
            if (++_failures < FailuresToOpen && !wasTrying) return;
            // Requests that were under way when it opened do not lengthen the pause; the one that tries does.
            if (_openUntil is not null && !wasTrying) return;
            if (wasTrying) _pause = _pause * 2 < PauseLimit ? _pause * 2 : PauseLimit;
            (_openUntil, _tryingUntil) = (time.GetUtcNow() + _pause, null);
        }
    }

    /// <summary>The request that was let go was not sent after all, or its answer says nothing about the venue's health.</summary>
    public void Left()
    {
        lock (_lock) _tryingUntil = null;
    }
}
