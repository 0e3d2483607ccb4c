using TradingBot.Engine.Accounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Recovery;

/// <summary>What happens to an account's orders in a market whose missed trades cannot all be brought back.</summary>
public enum MissedTradesPolicy : byte
{
    /// <summary>They stay: what cannot be proven to have filled them has not.</summary>
    Keep = 0,

    /// <summary>They are cancelled.</summary>
    Cancel = 1,

    /// <summary>The account is halted, its orders neither fill nor end, until its risk limits are set (again) by who has looked at it.</summary>
    Halt = 2,
}

/// <summary>What one market did while an account had no owner.</summary>
/// <param name="Instrument">Which market.</param>
/// <param name="AfterTradeId">The last trade that the account has met, by the venue's number.</param>
/// <param name="Trades">Those that the account has not met, in the venue's order.</param>
/// <param name="IsWhole">Whether nothing is missing between the last trade that the account met and the first live one.</param>
/// <param name="Reason">Why it is not whole, in words for a person; empty where it is.</param>
public sealed record MissedMarket(InstrumentId Instrument, long AfterTradeId, IReadOnlyList<TradePrint> Trades, bool IsWhole, string Reason);

/// <summary>The time in which an account had no owner, with what its markets did then.</summary>
/// <param name="Account">Whose.</param>
/// <param name="FromNs">When it was last known to be followed, nanoseconds since the Unix epoch.</param>
/// <param name="ToNs">When it was read, nanoseconds since the Unix epoch.</param>
/// <param name="Policy">What becomes of orders in markets that are not whole.</param>
/// <param name="Markets">The markets in which it has open orders.</param>
public sealed record TimeAway(AccountId Account, long FromNs, long ToNs, MissedTradesPolicy Policy, IReadOnlyList<MissedMarket> Markets);
