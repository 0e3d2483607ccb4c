namespace TradingBot.ExchangeSim.Matching;

/// <summary>What became of an order, in order of precedence of the refusals.</summary>
internal enum PlaceOutcome : byte
{
    /// <summary>Taken: its fills are in <see cref="MatchingEngine.Fills"/>, what is left rests (limit) or is dropped (market).</summary>
    Accepted = 0,
    InvalidId = 1,
    DuplicateId = 2,
    InvalidQuantity = 3,
    InvalidPrice = 4,

    /// <summary>As many orders of guests rest as there is room for.</summary>
    NoRoom = 5,
}
