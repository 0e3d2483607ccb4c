using System.Diagnostics.CodeAnalysis;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.JKorf;

/// <summary>The libraries are not in this build: it was made with profile core. Choosing them is refused when the options are checked.</summary>
internal static class LibraryClients
{
    /// <summary>Whether this build has the libraries.</summary>
    public static bool AreBuilt => false;

    public static void Attach(Venue venue, VenueRest rest) => throw Missing(venue);

    [SuppressMessage("Performance", "CA1859", Justification = "The other profile's answer is a subscriber.")]
    public static SocketSubscriber Subscriber(Venue venue) => throw Missing(venue);

    private static InvalidOperationException Missing(Venue venue) => new($"this build has no library for {venue}; its options should have been refused");
}
