using TradingBot.ExchangeSim.Faults;

namespace TradingBot.ExchangeSim.Market;

/// <summary>What a venue says of a symbol's trading.</summary>
internal enum TradingState : byte
{
    Trading,
    Halted,

    /// <summary>The whole venue is under maintenance.</summary>
    Break,

    /// <summary>Not listed any more: the public cannot see it.</summary>
    Delisted,
}

/// <summary>How a market looks from outside where that is not simply what it is. Guarded by the simulation's gate.</summary>
internal sealed class MarketDisplay(Instrument instrument)
{
    public TradingState State { get; set; }

    /// <summary>The rules that the venue publishes: tick and lot may be coarser than those that the matching engine counts in.</summary>
    public Instrument Rules { get; set; } = instrument;

    /// <summary>Books that are shown instead of the true one; the last counts.</summary>
    public List<WideSnapshot> Snapshots { get; } = [];

    public bool IsListed => State != TradingState.Delisted;
}
