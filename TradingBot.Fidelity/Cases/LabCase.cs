using TradingBot.Engine.MarketData;

namespace TradingBot.Fidelity.Cases;

/// <summary>What an order of the lab asks for.</summary>
internal enum LabOrderKind
{
    /// <summary>A market order.</summary>
    Market,

    /// <summary>A limit order at the other side's price or a little beyond: what it can't take at once expires.</summary>
    ImmediateOrCancel,

    /// <summary>The same, all or nothing.</summary>
    FillOrKill,

    /// <summary>The same, good till cancelled: what it can't take at once rests.</summary>
    Crossing,

    /// <summary>A passive limit order, good till cancelled.</summary>
    Resting,

    /// <summary>The same, post-only.</summary>
    PostOnly,

    /// <summary>The same, ended by its date instead of a cancel.</summary>
    GoodTillDate,
}

/// <summary>One order of the lab, before the market is known.</summary>
/// <param name="Book">Index in <see cref="LabBook.All"/>.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Kind">What it asks for.</param>
/// <param name="TouchPercent">Its size, in percent of what the touch shows: the own side's for passive orders, the other side's for those that take.</param>
/// <param name="Distance">Passive orders: ticks behind the own side's touch, 0 to 5. Orders that take: how far beyond the other side's touch the limit is, in hundredths of a percent.</param>
/// <param name="RoundTripNs">From the decision to the answer; half of it each way.</param>
/// <param name="IsViolent">Whether the market is wild.</param>
internal sealed record LabCase(int Book, Side Side, LabOrderKind Kind, int TouchPercent, int Distance, long RoundTripNs, bool IsViolent)
{
    /// <summary>Whether it is meant to rest.</summary>
    public bool IsPassive => Kind is LabOrderKind.Resting or LabOrderKind.PostOnly or LabOrderKind.GoodTillDate;

    /// <summary>Whether it has a limit price.</summary>
    public bool HasLimit => Kind != LabOrderKind.Market;
}

/// <summary>Draws cases: every dimension evenly, half of them passive.</summary>
internal static class CaseDeck
{
    /// <summary>Sizes, in percent of the touch.</summary>
    public static IReadOnlyList<int> TouchPercents { get; } = [1, 5, 25, 50, 100, 200];

    /// <summary>Round trips: beside the venue, at home, far away.</summary>
    public static IReadOnlyList<long> RoundTripsNs { get; } = [10_000_000, 80_000_000, 400_000_000];

    private static readonly LabOrderKind[] Taking = [LabOrderKind.Market, LabOrderKind.ImmediateOrCancel, LabOrderKind.FillOrKill, LabOrderKind.Crossing];
    private static readonly LabOrderKind[] Passive = [LabOrderKind.Resting, LabOrderKind.PostOnly, LabOrderKind.GoodTillDate];
    private static readonly int[] BeyondTouch = [0, 3];

    /// <summary>One case.</summary>
    public static LabCase Draw(ref LabRandom random, int book, bool isViolent)
    {
        bool isPassive = random.Below(2) == 0;
        return new(
            book,
            random.Below(2) == 0 ? Side.Buy : Side.Sell,
            isPassive ? random.Of(Passive) : random.Of(Taking),
            random.Of(TouchPercents),
            isPassive ? random.Below(6) : random.Of(BeyondTouch),
            random.Of(RoundTripsNs),
            isViolent);
    }
}
