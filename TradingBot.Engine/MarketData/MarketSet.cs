using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.MarketData;

/// <summary>All markets by their instrument's number.</summary>
internal sealed class MarketSet
{
    private const int GreatestNumber = 1_000_000;

    private Market?[] _byNumber = new Market?[64];

    /// <summary>Markets whose instrument is defined, by number.</summary>
    internal List<Market> Defined { get; } = [];

    internal Market? Find(InstrumentId id) => (uint)id.Number < (uint)_byNumber.Length ? _byNumber[id.Number] : null;

    /// <summary>The market of an instrument that has a definition; none otherwise.</summary>
    internal Market? FindDefined(InstrumentId id) => Find(id) is { Definition: not null } market ? market : null;

    internal Market Get(InstrumentId id)
    {
        if (Find(id) is { } found) return found;
        Invariant.Holds(id.Number is > 0 and <= GreatestNumber);
        if (id.Number >= _byNumber.Length) Array.Resize(ref _byNumber, Math.Max(id.Number + 1, _byNumber.Length * 2));
        return _byNumber[id.Number] = new Market(id);
    }

    internal void Define(Instrument definition)
    {
        Market market = Get(definition.Id);
        bool isNew = market.Definition is null;
        market.Define(definition);
        if (!isNew) return;
        int index = 0;
        while (index < Defined.Count && Defined[index].Id.Number < market.Id.Number) index++;
        Defined.Insert(index, market);
    }
}
