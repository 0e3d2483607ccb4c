using Microsoft.Extensions.Logging;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Feeds;

/// <summary>Log messages of the feeds, numbers 3000 to 3099, and 4000 and 6000 where later ones continue.</summary>
internal static partial class FeedLog
{
    [LoggerMessage(3000, LogLevel.Information, "{Venue}: connected, {Symbols} symbols subscribed")]
    public static partial void Connected(ILogger logger, Venue venue, int symbols);

    [LoggerMessage(3001, LogLevel.Warning, "{Venue}: connection lost: {Reason}; next attempt in {Delay}")]
    public static partial void Lost(ILogger logger, Venue venue, string reason, TimeSpan delay);

    [LoggerMessage(3002, LogLevel.Information, "{Venue} {Symbol}: fetching the book again: {Reason}")]
    public static partial void Resync(ILogger logger, Venue venue, string symbol, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "{Venue} {Symbol}: the book could not be fetched: {Problem}")]
    public static partial void BookNotFetched(ILogger logger, Venue venue, string symbol, string problem);

    [LoggerMessage(3004, LogLevel.Information, "{Venue} {Symbol}: {Count} missed trades brought back from the venue's history")]
    public static partial void TradesRecovered(ILogger logger, Venue venue, string symbol, int count);

    [LoggerMessage(3005, LogLevel.Warning, "{Venue} {Symbol}: trades after {AfterId} and before {BeforeId} are missing and the venue's history does not have them")]
    public static partial void TradeHole(ILogger logger, Venue venue, string symbol, long afterId, long? beforeId);

    [LoggerMessage(3006, LogLevel.Information, "{Venue}: connection replaced: {Reason}")]
    public static partial void Replaced(ILogger logger, Venue venue, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "{Venue}: the connection could not be replaced yet: {Problem}")]
    public static partial void NotReplaced(ILogger logger, Venue venue, string problem);

    [LoggerMessage(3008, LogLevel.Warning, "{Venue} {Symbol}: the venue has stopped trading it")]
    public static partial void Halted(ILogger logger, Venue venue, string symbol);

    [LoggerMessage(3009, LogLevel.Information, "{Venue} {Symbol}: the venue trades it again")]
    public static partial void Resumed(ILogger logger, Venue venue, string symbol);

    [LoggerMessage(3010, LogLevel.Warning, "{Venue}: the venue says: {Text}")]
    public static partial void VenueError(ILogger logger, Venue venue, string text);

    [LoggerMessage(3011, LogLevel.Information, "{Venue}: clock is {Offset} ahead of ours")]
    public static partial void ClockMeasured(ILogger logger, Venue venue, TimeSpan offset);

    [LoggerMessage(3012, LogLevel.Debug, "{Venue}: {What} failed for now: {Problem}")]
    public static partial void FailedForNow(ILogger logger, Venue venue, string what, string problem);

    [LoggerMessage(3013, LogLevel.Warning, "{Venue}: there is no symbol {Symbol}; it is left out")]
    public static partial void UnknownSymbol(ILogger logger, Venue venue, string symbol);

    [LoggerMessage(4000, LogLevel.Warning, "{Venue} {Symbol}: the book can't be fetched; whole books of {Levels} levels a side are used until it can")]
    public static partial void Fallback(ILogger logger, Venue venue, string symbol, int levels);

    [LoggerMessage(6000, LogLevel.Information, "{Venue} {Symbol}: of the trades after {AfterId} and before {BeforeId} it is not proven that none is missing: the venue's history did not reach back so far")]
    public static partial void TradesNotProven(ILogger logger, Venue venue, string symbol, long afterId, long beforeId);
}
