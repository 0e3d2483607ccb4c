using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Ledger;

/// <summary>The accounts of a paper account's double-entry ledger; each exists once per asset.</summary>
public enum LedgerAccount : byte
{
    /// <summary>Balance that can be used.</summary>
    Free = 1,

    /// <summary>Balance reserved by open orders.</summary>
    Locked = 2,

    /// <summary>Fees paid to the venue.</summary>
    Fees = 3,

    /// <summary>The market: the other side of every execution.</summary>
    Market = 4,

    /// <summary>Virtual cash that came from outside: the other side of every deposit.</summary>
    External = 5,
}

/// <summary>One line of a ledger entry; the lines of an entry sum to zero per asset.</summary>
/// <param name="Account">Ledger account.</param>
/// <param name="Asset">Asset code, such as <c>USDT</c>.</param>
/// <param name="Amount">Signed amount.</param>
public readonly record struct Posting(LedgerAccount Account, string Asset, Money Amount)
{
    /// <summary>The two lines that move an amount; none where it is zero.</summary>
    /// <param name="asset">Asset code.</param>
    /// <param name="from">Loses the amount.</param>
    /// <param name="to">Gains it.</param>
    /// <param name="amount">Signed: a negative one moves back.</param>
    internal static Posting[] Between(string asset, LedgerAccount from, LedgerAccount to, Money amount) =>
        amount.Units == 0 ? [] : [new(from, asset, -amount), new(to, asset, amount)];
}
