using TradingBot.ExchangeSim.Kucoin;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Whose a path is: both venues stand on one address, and some of their paths begin alike.</summary>
internal static class VenuePaths
{
    /// <summary>The venue whose REST interface a path belongs to; null: neither's.</summary>
    public static Venue? RestOf(PathString path)
    {
        if (path.StartsWithSegments("/api/v3/market") || path.StartsWithSegments("/api/v1") || path.StartsWithSegments("/api/v2"))
            return Venue.Kucoin;
        return path.StartsWithSegments("/api/v3") ? Venue.Binance : null;
    }

    public static bool IsSocket(PathString path) =>
        path.StartsWithSegments("/ws") || path.StartsWithSegments("/stream") || path.StartsWithSegments(KucoinSocketEndpoint.Path.TrimEnd('/'));
}
