using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Accounts;

/// <summary>What an account holds by its executions in one instrument.</summary>
internal sealed class Position(InstrumentId instrument)
{
    internal InstrumentId Instrument { get; } = instrument;

    /// <summary>Base amount, net of fees charged in the base asset.</summary>
    internal Money Quantity { get; set; }

    /// <summary>What it cost in the quote asset, buying fees included.</summary>
    internal Money Cost { get; set; }

    /// <summary>Profit realized since the account was opened, in the quote asset, net of fees.</summary>
    internal Money RealizedProfit { get; set; }

    /// <summary>The part of the cost that <paramref name="sold"/> of the position carries (average cost), rounded up: profit is never overstated.</summary>
    internal Money CostShareRoundedUp(Money sold)
    {
        Invariant.Holds(sold <= Quantity);
        return sold == Quantity ? Cost : MoneyRatio.MultiplyDivideRoundedUp(Cost, sold.Units, Quantity.Units);
    }
}
