using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Feeds;

/// <content>
/// Messages that come, but late: a link that gives 1 KB/s delivers one valid message after the other, each older than the one before. Lateness is the
/// venue's time against ours, so before it is believed the venue's clock is measured again: it may have been set.
/// </content>
internal sealed partial class FeedMarkets
{
    /// <summary>Without an answer about the venue's clock for this long, a late message is believed to be late.</summary>
    private static readonly TimeSpan DoubtLimit = TimeSpan.FromSeconds(2);

    private DateTimeOffset? _doubtedAt;
    private DateTimeOffset? _lateSince;
    private bool _isLate;
    private bool _isMeasuring;

    private TimeSpan? Received(StreamKind kind, DateTimeOffset now)
    {
        _lastMessageAt = now;
        facts.Received(now);
        metrics.Received(protocol.Venue, kind);
        TimeSpan? latency = clock.Latency(_reading.ExchangeTimeNs, now);
        _isLate = latency > options.StaleAfter && IsBelieved(now);
        if (latency is not { } known) return null;
        if (known <= options.StaleAfter) (_doubtedAt, _lateSince) = (null, null);
        else if (!_isLate) return null;
        else _lateSince ??= now;
        metrics.Late(protocol.Venue, kind, known);
        return known;
    }

    /// <summary>Whether the clock's offset is newer than the first doubt, or could not be had.</summary>
    private bool IsBelieved(DateTimeOffset now)
    {
        _doubtedAt ??= now;
        if (clock.MeasuredAt > _doubtedAt) return true;
        if (!_isMeasuring)
        {
            _isMeasuring = true;
            Session.Start(MeasureAgainAsync);
        }
        return now - _doubtedAt > DoubtLimit;
    }

    private async Task MeasureAgainAsync(CancellationToken cancellation)
    {
        try
        {
            await MeasureOnceAsync(samples: 1, cancellation);
        }
        finally
        {
            using FeedGate.Pass pass = await gate.EnterAsync(CancellationToken.None);
            _isMeasuring = false;
        }
    }

    /// <summary>Measures the venue's clock: of several answers the quickest counts.</summary>
    /// <returns>The offset; null when the venue did not answer.</returns>
    private async Task<TimeSpan?> MeasureOnceAsync(int samples, CancellationToken cancellation)
    {
        TimeSpan best = TimeSpan.MaxValue;
        (DateTimeOffset Before, DateTimeOffset After, DateTimeOffset Venue) quickest = default;
        for (int sample = 0; sample < samples; sample++)
        {
            try
            {
                DateTimeOffset before = time.GetUtcNow();
                DateTimeOffset venue = await protocol.FetchTimeAsync(cancellation);
                DateTimeOffset after = time.GetUtcNow();
                if (after - before >= best) continue;
                (best, quickest) = (after - before, (before, after, venue));
            }
            catch (ExchangeException e)
            {
                FeedLog.FailedForNow(logger, protocol.Venue, "measuring the clock", e.Message);
                break;
            }
        }
        if (best == TimeSpan.MaxValue) return null;
        TimeSpan offset = clock.Measured(quickest.Before, quickest.After, quickest.Venue);
        facts.ClockMeasured(offset);
        return offset;
    }
}
