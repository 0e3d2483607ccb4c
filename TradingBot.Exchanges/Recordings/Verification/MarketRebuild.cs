using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>Book and trades of one instrument of a foreign recording, rebuilt by the venue's procedure.</summary>
/// <remarks>
/// Such a recording often has one snapshot of limited depth, and the price leaves it. The book goes on with what it hears of levels beyond, as the venues'
/// procedures do; a second one knows only what the snapshot proved, and where that runs thin a difference proves nothing.
/// </remarks>
internal sealed class MarketRebuild(Instrument instrument, bool tradesAreContiguous)
{
    private readonly BookSynchronizer _book = new(thinSideLevels: 1);
    private readonly BookSynchronizer _proven = new(thinSideLevels: 1);
    private readonly TradeSequencer _trades = new(tradesAreContiguous);
    private readonly BestPriceComparison _best = new();
    private long _snapshots, _changes, _gaps, _traded, _holes, _repeated;

    public Instrument Instrument => instrument;

    public void Snapshot(VenueBook snapshot)
    {
        if (!_proven.IsSynced) _proven.Accept(snapshot, out _);
        if (_book.IsSynced) return;
        if (_book.Accept(snapshot with { BidsAreAll = true, AsksAreAll = true }, out _) == SnapshotOutcome.Accepted) _snapshots++;
        _best.Compare(_book, _proven);
    }

    public void Take(FrameReading reading)
    {
        switch (reading.Kind)
        {
            case FrameKind.Book: Change(reading); break;
            case FrameKind.Trade: Trade(reading); break;
            case FrameKind.BestPrices:
                _best.Publish(reading.LastUpdateId, reading.BestBid, reading.BestAsk);
                _best.Compare(_book, _proven);
                break;
            default: break;
        }
    }

    public MarketVerification Result() => new(
        instrument.Venue, instrument.Symbol, _snapshots, _changes, _best.Matches, _best.Mismatches, _best.Incomparable, _gaps, _traded, _holes, _repeated, _best.FirstMismatch);

    private void Change(FrameReading reading)
    {
        _proven.Offer(reading, out _);
        switch (_book.Offer(reading, out _))
        {
            case ChangeOutcome.Applied or ChangeOutcome.Overlapping: _changes++; break;
            case ChangeOutcome.Gap or ChangeOutcome.Crossed or ChangeOutcome.Unreadable: _gaps++; break;
            case ChangeOutcome.Kept: break;
            default: _repeated++; break;
        }
        _best.Compare(_book, _proven);
    }

    private void Trade(FrameReading reading)
    {
        switch (_trades.Offer(reading.Trade))
        {
            case TradeOutcome.Passed: _traded++; break;
            case TradeOutcome.Gap:
                _holes++;
                _traded += _trades.EndRecovery(new([], Complete: false), out _).Count;
                break;
            default: _repeated++; break;
        }
    }
}
