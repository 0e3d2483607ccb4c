using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;

namespace TradingBot.Engine.Accounts;

/// <summary>What executions in simulation gave and took since the account's live worth was last set right; part of its state.</summary>
/// <remarks>Signed amounts. Lists are ordered (assets by ordinal, positions by instrument), so that nothing depends on hashing.</remarks>
internal sealed class SimulatedChanges
{
    private readonly List<(string Asset, Money Amount)> _assets = [];
    private readonly List<(InstrumentId Instrument, Money Quantity)> _positions = [];

    internal bool IsEmpty => _assets.Count == 0 && _positions.Count == 0;

    /// <summary>By how much the balances (free and locked) changed.</summary>
    internal IReadOnlyList<(string Asset, Money Amount)> Assets => _assets;

    /// <summary>By how much the positions changed, in their base assets; these amounts are among <see cref="Assets"/> too.</summary>
    internal IReadOnlyList<(InstrumentId Instrument, Money Quantity)> Positions => _positions;

    /// <summary>Adds an execution.</summary>
    /// <param name="executed">The event.</param>
    /// <param name="positionBefore">The base amount of its instrument's position before it.</param>
    internal void Add(OrderExecuted executed, Money positionBefore)
    {
        for (int index = 0; index < executed.Postings.Count; index++)
        {
            Posting posting = executed.Postings[index];
            if (posting.Account is LedgerAccount.Free or LedgerAccount.Locked) AddAsset(posting.Asset, posting.Amount);
        }

        AddPosition(executed.Execution.Instrument, executed.PositionQuantity - positionBefore);
    }

    internal void Restore(IReadOnlyList<SnapshotChange> assets, IReadOnlyList<SnapshotPositionChange> positions)
    {
        Clear();
        foreach (SnapshotChange change in assets) _assets.Add((change.Asset, change.Amount));
        foreach (SnapshotPositionChange change in positions) _positions.Add((change.Instrument, change.Quantity));
    }

    internal void Clear()
    {
        _assets.Clear();
        _positions.Clear();
    }

    private void AddAsset(string asset, Money amount)
    {
        int index = 0;
        while (index < _assets.Count && string.CompareOrdinal(_assets[index].Asset, asset) < 0) index++;
        if (index < _assets.Count && string.Equals(_assets[index].Asset, asset, StringComparison.Ordinal)) _assets[index] = (asset, _assets[index].Amount + amount);
        else _assets.Insert(index, (asset, amount));
    }

    private void AddPosition(InstrumentId instrument, Money quantity)
    {
        int index = 0;
        while (index < _positions.Count && _positions[index].Instrument.Number < instrument.Number) index++;
        if (index < _positions.Count && _positions[index].Instrument == instrument) _positions[index] = (instrument, _positions[index].Quantity + quantity);
        else _positions.Insert(index, (instrument, quantity));
    }
}
