using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Books;

/// <summary>A book as a venue's REST interface gave it.</summary>
/// <param name="LastUpdateId">The venue's number of the last change in it.</param>
/// <param name="ExchangeTimeNs">Nanoseconds since the Unix epoch; 0 where the venue gives no time.</param>
/// <param name="Bids">Bids, best first, quantities above zero.</param>
/// <param name="Asks">Asks, best first, quantities above zero.</param>
/// <param name="BidsAreAll">Whether the venue has no bid beyond these.</param>
/// <param name="AsksAreAll">Whether the venue has no ask beyond these.</param>
internal sealed record VenueBook(long LastUpdateId, long ExchangeTimeNs, BookLevel[] Bids, BookLevel[] Asks, bool BidsAreAll, bool AsksAreAll);
