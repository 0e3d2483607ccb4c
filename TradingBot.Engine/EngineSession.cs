using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine;

/// <summary>What all parts of the engine share: the input being processed, markets, accounts, and the one way to make something happen.</summary>
internal sealed class EngineSession
{
    private EngineOutput _output = new();
    private readonly List<AccountState> _touched = [];

    internal EngineSession() => Valuation = new(Markets);

    internal long Sequence { get; private set; }

    internal long TimeNs { get; private set; }

    internal EngineOutput Output => _output;

    internal MarketSet Markets { get; } = new();

    internal Valuation Valuation { get; }

    /// <summary>Accounts in the order in which they came.</summary>
    internal List<AccountState> Accounts { get; } = [];

    /// <summary>Until told otherwise, nothing is traded.</summary>
    internal ControlState Control { get; set; } = new(TradingMode.Paused, 0, "no control state received yet");

    /// <summary>Whose prices the markets show.</summary>
    internal MarketWorld World { get; set; }

    // By venue; 0 before the first.
    private readonly long[] _roundTripsNs = new long[Enum.GetValues<Venue>().Length];

    /// <summary>The last round trip to a venue that was measured; 0 before the first.</summary>
    internal long RoundTripNs(Venue venue) => _roundTripsNs[(int)venue];

    internal void Measured(VenueRoundTrip roundTrip)
    {
        Invariant.Holds(roundTrip.DurationNs is > 0 and <= 60_000_000_000);
        _roundTripsNs[(int)roundTrip.Venue] = roundTrip.DurationNs;
    }

    internal bool MayFill => Control.Mode is TradingMode.Running or TradingMode.Maintenance;

    /// <summary>Accounts that events happened to since the last <see cref="ClearTouched"/>.</summary>
    internal List<AccountState> Touched => _touched;

    internal void Begin(in EngineInput input, EngineOutput output)
    {
        Invariant.Holds(Sequence == 0 || input.Sequence == Sequence + 1);
        Invariant.Holds(input.Sequence > 0);
        Invariant.Holds(input.TimeNs >= TimeNs);
        Sequence = input.Sequence;
        TimeNs = input.TimeNs;
        _output = output;
    }

    internal AccountState? FindAccount(AccountId id)
    {
        for (int index = 0; index < Accounts.Count; index++)
            if (Accounts[index].Id == id) return Accounts[index];
        return null;
    }

    /// <summary>Lets an event happen: applies it to its account and puts it out.</summary>
    internal void Emit(AccountState account, EngineEvent happened)
    {
        account.Apply(happened);
        _output.Events.Add(happened);
        if (happened.Postings.Count > 0) UpdateHoldings(account);
        if (account.IsTouched) return;
        account.IsTouched = true;
        _touched.Add(account);
    }

    internal void ClearTouched()
    {
        foreach (AccountState account in _touched) account.IsTouched = false;
        _touched.Clear();
    }

    /// <summary>Notes which markets move the worth of an account: those of the assets it owns.</summary>
    internal void UpdateHoldings(AccountState account)
    {
        foreach (Market market in Markets.Defined)
        {
            bool holds = account.FindBalance(market.Definition!.BaseAsset) is { } balance && balance.Total > Money.Zero;
            if (holds == market.Holders.Contains(account)) continue;
            if (holds) market.Holders.Add(account);
            else market.Holders.Remove(account);
        }
    }

    internal void Define(Instrument definition)
    {
        Markets.Define(definition);
        foreach (AccountState account in Accounts) UpdateHoldings(account);
    }
}
