using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

internal static class VenueNames
{
    public static string NameOf(Venue venue) => venue == Venue.Binance ? "binance" : "kucoin";

    public static bool TryParse(string? text, out Venue venue)
    {
        venue = text == "kucoin" ? Venue.Kucoin : Venue.Binance;
        return text is "binance" or "kucoin";
    }
}
