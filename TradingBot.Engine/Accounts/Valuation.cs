using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Accounts;

/// <summary>Says what things are worth, by the marks of the markets. Rounds down.</summary>
internal sealed class Valuation(MarketSet markets)
{
    /// <summary>What an amount of an asset is worth in another; none where no market with a mark connects the two directly.</summary>
    internal Money? Value(string asset, Money amount, string reportingAsset)
    {
        if (amount.Units == 0 || string.Equals(asset, reportingAsset, StringComparison.Ordinal)) return amount;
        for (int index = 0; index < markets.Defined.Count; index++)
        {
            Market market = markets.Defined[index];
            Instrument instrument = market.Definition!;
            if (market.Mark.IsValid && string.Equals(instrument.BaseAsset, asset, StringComparison.Ordinal)
                && string.Equals(instrument.QuoteAsset, reportingAsset, StringComparison.Ordinal))
                return instrument.ValueRoundedDown(amount, market.Mark);
        }

        return null;
    }

    /// <summary>What a position is worth in its quote asset; none where its market has no mark.</summary>
    internal Money? Value(Position position)
    {
        if (position.Quantity.Units == 0) return Money.Zero;
        Market? market = markets.Find(position.Instrument);
        return market is { Definition: { } instrument, Mark.IsValid: true } ? instrument.ValueRoundedDown(position.Quantity, market.Mark) : null;
    }

    /// <summary>Worth of all that an account owns: positions at their own market's mark, everything else at the first market that knows.</summary>
    /// <param name="account">The account.</param>
    /// <param name="missing">Is told each asset that has no mark, where given; those count as nothing.</param>
    /// <returns>None where a mark is missing and <paramref name="missing"/> is not given.</returns>
    internal Money? Equity(AccountState account, List<string>? missing = null)
    {
        Money equity = Money.Zero;
        for (int index = 0; index < account.Balances.Count; index++)
        {
            AssetBalance balance = account.Balances[index];
            Money unallocated = balance.Total - Allocated(account, balance.Asset);
            if (Value(balance.Asset, unallocated, account.ReportingAsset) is { } value) equity += value;
            else if (missing is null) return null;
            else missing.Add(balance.Asset);
        }

        for (int index = 0; index < account.Positions.Count; index++)
        {
            Position position = account.Positions[index];
            if (position.Quantity.Units == 0) continue;
            string? quote = markets.Find(position.Instrument)?.Definition?.QuoteAsset;
            if (quote is not null && Value(position) is { } inQuote && Value(quote, inQuote, account.ReportingAsset) is { } value) equity += value;
            else if (missing is null) return null;
            else missing.Add(markets.Find(position.Instrument)?.Definition?.Symbol ?? $"instrument {position.Instrument.Number}");
        }

        return equity;
    }

    /// <summary>What simulated executions gave (or, negative, took) at the present marks: positions at their own market's, everything else at the first market that knows.</summary>
    /// <returns>None where a mark is missing.</returns>
    internal Money? Worth(SimulatedChanges changes, string reportingAsset)
    {
        Money worth = Money.Zero;
        foreach ((string asset, Money amount) in changes.Assets)
        {
            Money unallocated = amount;
            foreach ((InstrumentId id, Money quantity) in changes.Positions)
                if (string.Equals(markets.Find(id)?.Definition?.BaseAsset, asset, StringComparison.Ordinal)) unallocated -= quantity;
            if (SignedValue(asset, unallocated, reportingAsset) is not { } value) return null;
            worth += value;
        }

        foreach ((InstrumentId id, Money quantity) in changes.Positions)
        {
            if (quantity.Units == 0) continue;
            if (markets.Find(id) is not { Definition: { } instrument, Mark.IsValid: true } market) return null;
            Money inQuote = instrument.ValueRoundedDown(Size(quantity), market.Mark);
            if (SignedValue(instrument.QuoteAsset, quantity.IsNegative ? -inQuote : inQuote, reportingAsset) is not { } value) return null;
            worth += value;
        }

        return worth;
    }

    private Money? SignedValue(string asset, Money amount, string reportingAsset) =>
        Value(asset, Size(amount), reportingAsset) is not { } value ? null : amount.IsNegative ? -value : value;

    private static Money Size(Money amount) => amount.IsNegative ? -amount : amount;

    /// <summary>How much of an asset's balance the account's positions are.</summary>
    internal Money Allocated(AccountState account, string asset)
    {
        Money allocated = Money.Zero;
        for (int index = 0; index < account.Positions.Count; index++)
        {
            Position position = account.Positions[index];
            if (string.Equals(markets.Find(position.Instrument)?.Definition?.BaseAsset, asset, StringComparison.Ordinal))
                allocated += position.Quantity;
        }

        return allocated;
    }

    /// <summary>
    /// What an account can sell in an instrument: its free base balance, but not what it holds by its positions in other instruments
    /// of that asset (coins bought at one venue are not at the other).
    /// </summary>
    internal Money Sellable(AccountState account, Instrument instrument)
    {
        Money free = account.Free(instrument.BaseAsset);
        Money elsewhere = Money.Zero;
        for (int index = 0; index < account.Positions.Count; index++)
        {
            Position position = account.Positions[index];
            if (position.Instrument == instrument.Id) continue;
            if (!string.Equals(markets.Find(position.Instrument)?.Definition?.BaseAsset, instrument.BaseAsset, StringComparison.Ordinal)) continue;
            // What is locked there by sells is not free anyway.
            Money locked = LockedIn(account, position.Instrument);
            if (position.Quantity > locked) elsewhere += position.Quantity - locked;
        }

        return free > elsewhere ? free - elsewhere : Money.Zero;
    }

    private static Money LockedIn(AccountState account, InstrumentId instrument)
    {
        Money locked = Money.Zero;
        foreach (var order in account.OpenOrders)
            if (order.Terms.Instrument == instrument && order.Terms.Side == Side.Sell) locked += order.Locked;
        return locked;
    }
}
