using TradingBot.Contracts.MarketData;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Layout;

/// <summary>What must be seen on every page: that it is paper, whether the market is simulated, and how old each venue's data is.</summary>
public sealed partial class StatusStrip : LiveComponent
{
    /// <summary>From here on prices are shown as stale.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(10);

    private ITimer? _ages;

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Safety | LiveTopics.Venues | LiveTopics.Connection;

    /// <inheritdoc/>
    protected override TimeSpan PaintInterval => TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        // Ages grow while nothing arrives, which is just when they matter.
        _ages = Time.CreateTimer(_ => RequestPaint(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _ages?.Dispose();
    }

    private TimeSpan? AgeOf(SeenVenue seen)
    {
        long? newest = seen.Status.Streams.Min(stream => stream.AgeMs);
        return newest is { } ms ? TimeSpan.FromMilliseconds(ms) + (Time.GetUtcNow() - seen.SeenAt) : null;
    }

    private string ToneOf(SeenVenue seen) =>
        !Live.IsConnected ? "unknown"
        : seen.Status.Status == "disconnected" ? "down"
        : seen.Status.Status == "degraded" || AgeOf(seen) is not { } age || age > Stale ? "stale" : "live";

    private string WordOf(SeenVenue seen) => ToneOf(seen) switch
    {
        "down" => "Down",
        "unknown" => "not known",
        "stale" when AgeOf(seen) is { } age => age > Stale ? $"Stale {Display.Age(age)}" : $"Degraded {Display.Age(age)}",
        "stale" => "no data",
        _ => $"Live {Display.Age(AgeOf(seen)!.Value)}",
    };

    private static string TitleOf(SeenVenue seen)
    {
        IReadOnlyList<StreamStatusContract> streams = seen.Status.Streams;
        string market = seen.Status.Simulated ? "simulated market" : "the venue's own market";
        return $"{Display.Venue(seen.Status.Venue)}: {streams.Count(stream => stream.Connected)} of {streams.Count} streams connected, {market}; age of the newest message";
    }
}
