using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Accounts;

/// <summary>What an account was worth by the prices of one world. A loss is measured from a peak of the same world: the prices of two can't be compared.</summary>
internal sealed class EquityRecord
{
    /// <summary>The last equity in the journal.</summary>
    internal Money Marked { get; set; }

    /// <summary>The highest equity in the journal.</summary>
    internal Money MarkedPeak { get; set; }

    internal long MarkedTimeNs { get; set; }

    /// <summary>The highest equity seen, also between marks: derived from the market.</summary>
    internal Money Peak { get; set; }
}
