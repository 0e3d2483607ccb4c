using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Health;
using TradingBot.Api.MarketData;
using TradingBot.Contracts;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Live;

/// <summary>Tells the safety status when it changes and every 5 s, and each venue's status every 2 s; called once per second.</summary>
internal sealed class SystemNews(LiveHub hub, IDbContextFactory<TradingBotDbContext> databases, SafetyReader safety, TimeProvider time)
{
    private static readonly TimeSpan SafetyAtLeast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan VenuesAtLeast = TimeSpan.FromSeconds(2);
    private DateTimeOffset _safetyToldAt;
    private DateTimeOffset _venuesToldAt;
    private string _told = "";
    private int _awake;

    /// <summary>Something has changed: the next call tells at once.</summary>
    public void Wake() => Volatile.Write(ref _awake, 1);

    public async Task TellAsync(CancellationToken cancellation)
    {
        if (!hub.IsWatched(LiveTopic.System)) return;
        DateTimeOffset now = time.GetUtcNow();
        SafetyStatus status = await safety.ReadAsync(cancellation);
        // The times of the proofs change all the time; that alone is no news.
        string essence = JsonSerializer.Serialize(status with { Layers = [.. status.Layers.Select(layer => layer with { LastVerifiedAt = null, Evidence = "" })] }, ContractsJson.Options);
        if (Interlocked.Exchange(ref _awake, 0) == 1 || essence != _told || now - _safetyToldAt >= SafetyAtLeast)
        {
            hub.Tell(LiveTopic.System, () => LiveEventsOf.Safety(status));
            (_told, _safetyToldAt) = (essence, now);
        }
        if (now - _venuesToldAt < VenuesAtLeast) return;
        _venuesToldAt = now;
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        foreach (VenueStatus venue in await VenueStatuses.ReadAsync(database, venue: null, now, cancellation)) hub.Tell(LiveTopic.System, () => LiveEventsOf.Venue(venue));
    }
}
