using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>How often an address may open a socket at a venue, and how many there may be. Not enforced where rate limits are not.</summary>
internal sealed class ConnectLimits(Venue venue, SimulatorOptions options, TimeProvider time)
{
    private readonly WeightBudget _connects = venue == Venue.Binance
        ? new(() => options.Limits.BinanceConnectsPer5Minutes, TimeSpan.FromMinutes(5), aligned: false, time)
        : new(() => options.Limits.KucoinConnectsPerMinute, TimeSpan.FromMinutes(1), aligned: false, time);

    /// <summary>Counts an attempt; true where it is above a limit.</summary>
    public bool Refuses(HttpContext context, VenueGateway gateway)
    {
        if (!options.EnforceRateLimits)
            return false;
        bool tooOften = _connects.Add(context.Connection.RemoteIpAddress?.ToString() ?? "", 1).Exceeded;
        int most = options.Limits.KucoinConnections;
        return tooOften || venue == Venue.Kucoin && most > 0 && gateway.Connections.Count >= most;
    }
}
