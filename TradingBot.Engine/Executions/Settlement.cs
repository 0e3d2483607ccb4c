using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Executions;

/// <summary>What an execution moves: notional, fee, postings and the position after it. Each rounding is against the trader.</summary>
internal readonly record struct Settlement
{
    internal required Money Notional { get; init; }

    internal required Money Fee { get; init; }

    internal required string FeeAsset { get; init; }

    internal required Posting[] Postings { get; init; }

    internal required Money PositionQuantity { get; init; }

    internal required Money PositionCost { get; init; }

    internal required Money RealizedProfit { get; init; }

    /// <summary>What a buy of <paramref name="quantity"/> at <paramref name="price"/> or better may take from the quote balance at most.</summary>
    /// <remarks>
    /// Each of the executions, at most one per quantity unit, may round its notional and its fee up. Where that is possible at this
    /// instrument's scales, the rounding of all of them is locked too (units of 10^-12), so that no sequence of executions costs more.
    /// </remarks>
    internal static Money BuyLock(Instrument instrument, Price price, Quantity quantity)
    {
        Money notional = instrument.NotionalRoundedUp(price, quantity);
        bool feeInQuote = instrument.FeeCharging == FeeCharging.QuoteAsset;
        FeeRate worst = instrument.TakerFee.PartsPerBillion >= instrument.MakerFee.PartsPerBillion ? instrument.TakerFee : instrument.MakerFee;
        int roundings = instrument.NotionalRounds ? 1 : 0;
        if (feeInQuote)
        {
            notional += worst.FeeRoundedUp(notional);
            roundings += instrument.NotionalRounds ? 2 : instrument.FeeRounds(instrument.TakerFee) || instrument.FeeRounds(instrument.MakerFee) ? 1 : 0;
        }

        return notional + new Money((Int128)roundings * quantity.Units);
    }

    /// <summary>What taking the plan costs a buyer in the quote asset, fees included; exactly what its executions will take.</summary>
    internal static Money TakerCost(Instrument instrument, List<PlannedFill> plan)
    {
        Money cost = Money.Zero;
        foreach (PlannedFill fill in plan)
        {
            Money notional = instrument.NotionalRoundedUp(fill.Level.Price, fill.Quantity);
            cost += notional;
            if (instrument.FeeCharging == FeeCharging.QuoteAsset) cost += instrument.TakerFee.FeeRoundedUp(notional);
        }

        return cost;
    }

    internal static Settlement Buy(Instrument instrument, Position position, OrderState order, Price price, Quantity quantity, FeeRate rate, Money lockedAfter)
    {
        Money notional = instrument.NotionalRoundedUp(price, quantity);
        Money bought = instrument.BaseAmount(quantity);
        bool feeInQuote = instrument.FeeCharging == FeeCharging.QuoteAsset;
        Money fee = rate.FeeRoundedUp(feeInQuote ? notional : bought);
        Money cost = feeInQuote ? notional + fee : notional;
        Money received = feeInQuote ? bought : bought - fee;
        string quote = instrument.QuoteAsset;
        Money released = order.Locked - lockedAfter - cost;
        Invariant.Holds(!released.IsNegative);
        Posting[] postings = Moving(
            new(LedgerAccount.Locked, quote, lockedAfter - order.Locked),
            new(LedgerAccount.Free, quote, released),
            new(LedgerAccount.Market, quote, notional),
            new(LedgerAccount.Free, instrument.BaseAsset, received),
            new(LedgerAccount.Market, instrument.BaseAsset, -bought),
            new(LedgerAccount.Fees, feeInQuote ? quote : instrument.BaseAsset, fee));
        return new()
        {
            Notional = notional,
            Fee = fee,
            FeeAsset = feeInQuote ? quote : instrument.BaseAsset,
            Postings = postings,
            PositionQuantity = position.Quantity + received,
            PositionCost = position.Cost + cost,
            RealizedProfit = Money.Zero,
        };
    }

    /// <remarks>What is sold beyond the position (virtual cash deposited in the base asset) has no cost to compare with and realizes nothing.</remarks>
    internal static Settlement Sell(Instrument instrument, Position position, Price price, Quantity quantity, FeeRate rate)
    {
        Money notional = instrument.NotionalRoundedDown(price, quantity);
        Money sold = instrument.BaseAmount(quantity);
        Money fee = rate.FeeRoundedUp(notional);
        Money proceeds = notional - fee;
        Money fromPosition = Money.Min(sold, position.Quantity);
        Money cost = position.CostShareRoundedUp(fromPosition);
        Money share = fromPosition == sold ? proceeds : MoneyRatio.MultiplyDivideRoundedDown(proceeds, fromPosition.Units, sold.Units);
        Posting[] postings = Moving(
            new(LedgerAccount.Locked, instrument.BaseAsset, -sold),
            new(LedgerAccount.Market, instrument.BaseAsset, sold),
            new(LedgerAccount.Free, instrument.QuoteAsset, proceeds),
            new(LedgerAccount.Market, instrument.QuoteAsset, -notional),
            new(LedgerAccount.Fees, instrument.QuoteAsset, fee));
        return new()
        {
            Notional = notional,
            Fee = fee,
            FeeAsset = instrument.QuoteAsset,
            Postings = postings,
            PositionQuantity = position.Quantity - fromPosition,
            PositionCost = position.Cost - cost,
            RealizedProfit = fromPosition.Units == 0 ? Money.Zero : share - cost,
        };
    }

    /// <summary>A fee's rule in words, such as <c>taker 0.1 % in BTC</c>.</summary>
    internal static string FeeRuleOf(LiquidityRole role, FeeRate rate, string asset) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{(role == LiquidityRole.Maker ? "maker" : "taker")} {rate.PartsPerBillion / 10_000_000m:0.#######} % in {asset}");

    private static Posting[] Moving(params ReadOnlySpan<Posting> postings)
    {
        int count = 0;
        foreach (Posting posting in postings)
            if (posting.Amount.Units != 0) count++;
        Posting[] moving = new Posting[count];
        count = 0;
        foreach (Posting posting in postings)
            if (posting.Amount.Units != 0) moving[count++] = posting;
        return moving;
    }
}
