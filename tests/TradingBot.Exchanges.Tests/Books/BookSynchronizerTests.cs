using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Books;

public sealed class BookSynchronizerTests
{
    private readonly BookSynchronizer _book = new(thinSideLevels: 2);

    [Theory]
    // snapshot at 100; the change that comes first, and what becomes of it
    [InlineData(95, 99, "Old")]
    [InlineData(95, 100, "Duplicate")]
    [InlineData(100, 101, "Applied")]
    [InlineData(101, 101, "Applied")]
    [InlineData(90, 120, "Applied")]
    [InlineData(102, 103, "Gap")]
    [InlineData(600, 601, "Gap")]
    public void The_first_change_after_a_snapshot_must_join_it(long first, long last, string outcome)
    {
        Accept(100);
        Assert.Equal(outcome, _book.Offer(Change(first, last), out _).ToString());
        Assert.Equal(outcome != "Gap", _book.IsSynced);
    }

    [Fact]
    public void Kept_changes_are_joined_and_those_before_the_snapshot_dropped()
    {
        Assert.Equal(ChangeOutcome.Kept, _book.Offer(Change(95, 99, (90, 7)), out _));
        Assert.Equal(ChangeOutcome.Kept, _book.Offer(Change(100, 102, (91, 5)), out _));
        Assert.Equal(ChangeOutcome.Kept, _book.Offer(Change(103, 104, (92, 6)), out _));
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(Snapshot(101), out BookUpdate? book));
        Assert.Equal(104, book!.LastUpdateId);
        Assert.Equal([(100, 1), (92, 6), (91, 5)], book.Bids.ToArray().Select(level => (level.Price.Units, level.Quantity.Units)));
    }

    [Fact]
    public void A_snapshot_older_than_the_kept_changes_is_refused()
    {
        _book.Offer(Change(50, 60), out _);
        Assert.Equal(SnapshotOutcome.TooOld, _book.Accept(Snapshot(48), out _));
        Assert.False(_book.IsSynced);
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(Snapshot(49), out _));
    }

    [Fact]
    public void A_gap_among_kept_changes_makes_snapshots_from_before_it_too_old()
    {
        _book.Offer(Change(50, 60), out _);
        _book.Offer(Change(70, 80), out _);
        Assert.Equal(SnapshotOutcome.TooOld, _book.Accept(Snapshot(55), out _));
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(Snapshot(69), out _));
        Assert.Equal(80, _book.LastUpdateId);
    }

    [Fact]
    public void After_a_gap_the_change_that_showed_it_is_kept_for_the_next_snapshot()
    {
        Accept(100);
        Assert.Equal(ChangeOutcome.Gap, _book.Offer(Change(105, 106, (95, 3)), out _));
        Assert.Equal(SnapshotOutcome.TooOld, _book.Accept(Snapshot(103), out _));
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(Snapshot(104), out BookUpdate? book));
        Assert.Equal(106, book!.LastUpdateId);
        Assert.Equal(95, book.Bids.Span[1].Price.Units);
    }

    [Fact]
    public void Duplicates_and_old_changes_change_nothing()
    {
        Accept(100);
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(101, 105, (95, 3)), out _));
        Assert.Equal(ChangeOutcome.Duplicate, _book.Offer(Change(101, 105, (95, 9)), out _));
        Assert.Equal(ChangeOutcome.Old, _book.Offer(Change(90, 99, (95, 9)), out _));
        Assert.Equal(3, _book.Bids()[1].Quantity.Units);
    }

    [Fact]
    public void A_change_that_overlaps_an_applied_one_is_applied_and_told_apart()
    {
        Accept(100);
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(99, 102, (95, 3)), out _));
        Assert.Equal(ChangeOutcome.Overlapping, _book.Offer(Change(102, 104, (95, 4)), out BookUpdate? update));
        Assert.Equal((104, 4), (_book.LastUpdateId, update!.Bids.Span[0].Quantity.Units));
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(105, 105, (95, 5)), out _));
    }

    [Fact]
    public void A_change_that_comes_after_the_gap_it_left_is_known_as_reordered_before_and_after_the_new_snapshot()
    {
        Accept(100);
        Assert.Equal(ChangeOutcome.Gap, _book.Offer(Change(103, 104), out _));
        Assert.Equal((101, 102), _book.LastGap);
        Assert.Equal(103, _book.NeededSnapshot + 1);
        Assert.Equal(ChangeOutcome.Reordered, _book.Offer(Change(101, 102), out _));
        Assert.Equal(ChangeOutcome.Duplicate, _book.Offer(Change(103, 104), out _));
        Assert.Equal(ChangeOutcome.Old, _book.Offer(Change(90, 95), out _));
        Accept(110);
        Assert.Equal(ChangeOutcome.Reordered, _book.Offer(Change(102, 102), out _));
        Assert.Equal(ChangeOutcome.Old, _book.Offer(Change(103, 109), out _));
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(111, 111), out _));
    }

    [Fact]
    public void A_wider_book_than_is_kept_is_known_up_to_the_levels_that_are_kept()
    {
        BookLevel[] bids = [.. Enumerable.Range(0, 100_000).Select(at => new BookLevel(new(200_000 - at), new(1)))];
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(new(100, 0, bids, Levels((300_000, 1)), true, true), out BookUpdate? book));
        Assert.Equal(BookSide.Limit, book!.Bids.Length);
        Assert.Equal((200_000, 200_000 - BookSide.Limit + 1), (book.Bids.Span[0].Price.Units, book.Bids.Span[^1].Price.Units));
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(101, 101, (100_000, 5)), out BookUpdate? update));
        Assert.Empty(update!.Bids.ToArray());
    }

    [Fact]
    public void A_crossed_book_is_not_proven()
    {
        Accept(100);
        Assert.Equal(ChangeOutcome.Crossed, _book.Offer(Change(101, 101, (200, 1)), out _));
        Assert.False(_book.IsSynced);
        Assert.Equal(SnapshotOutcome.Crossed, _book.Accept(new(110, 0, Levels((200, 1)), Levels((150, 1)), true, true), out _));
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(Snapshot(111), out _));
    }

    [Fact]
    public void Rows_older_than_the_snapshot_in_an_overlapping_message_are_ignored()
    {
        Accept(100);
        FrameReading change = Change(99, 102);
        change.Add(Side.Buy, 100, 77, sequence: 99);
        change.Add(Side.Buy, 98, 5, sequence: 102);
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(change, out BookUpdate? update));
        Assert.Equal([(98, 5)], update!.Bids.ToArray().Select(level => (level.Price.Units, level.Quantity.Units)));
        Assert.Equal(1, _book.BestBid.Quantity.Units);
    }

    [Fact]
    public void Beyond_the_edge_of_a_limited_snapshot_nothing_is_known()
    {
        VenueBook limited = new(100, 0, Levels((100, 1), (99, 1), (98, 1)), Levels((150, 1), (151, 1), (152, 1)), false, false);
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(limited, out _));
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(101, 101, (97, 4)), out BookUpdate? update));
        Assert.Empty(update!.Bids.ToArray());
        Assert.Equal(3, _book.Bids().Length);
        Assert.False(_book.IsThin);
        _book.Offer(Change(102, 102, (100, 0)), out _);
        _book.Offer(Change(103, 103, (99, 0)), out _);
        Assert.True(_book.IsThin);
    }

    [Fact]
    public void A_quantity_that_cannot_be_represented_matters_only_where_the_book_is_known()
    {
        VenueBook limited = new(100, 0, Levels((100, 1), (99, 1)), Levels((150, 1)), false, true);
        _book.Accept(limited, out _);
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(101, 101, (98, ChangedLevel.UnknownQuantity)), out _));
        Assert.Equal(ChangeOutcome.Unreadable, _book.Offer(Change(102, 102, (99, ChangedLevel.UnknownQuantity)), out _));
        Assert.False(_book.IsSynced);
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(new(102, 0, Levels((100, 1)), Levels((150, 1)), false, true), out _));
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(103, 103, (99, ChangedLevel.UnknownQuantity)), out _));
    }

    [Fact]
    public void A_new_snapshot_of_a_proven_book_is_joined_without_losing_the_proof()
    {
        Accept(100);
        _book.ExpectSnapshot();
        Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(101, 103, (95, 3)), out _));
        Assert.Equal(SnapshotOutcome.TooOld, _book.Accept(Snapshot(99), out _));
        Assert.True(_book.IsSynced);
        Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(Snapshot(101), out BookUpdate? book));
        Assert.Equal(103, book!.LastUpdateId);
        Assert.Equal(2, book.Bids.Length);
    }

    [Fact]
    public void Random_changes_give_the_same_book_as_a_dictionary()
    {
        Random random = new(7);
        Accept(0);
        SortedDictionary<long, long> bids = new() { [100] = 1 };
        for (long number = 1; number <= 5_000; number++)
        {
            (long price, long quantity) = (random.Next(1, 149), random.Next(0, 3));
            Assert.Equal(ChangeOutcome.Applied, _book.Offer(Change(number, number, (price, quantity)), out _));
            if (quantity == 0) bids.Remove(price);
            else bids[price] = quantity;
            Assert.Equal(bids.Reverse().Select(pair => (pair.Key, pair.Value)), _book.Bids().Select(level => (level.Price.Units, level.Quantity.Units)));
        }
    }

    private void Accept(long number) => Assert.Equal(SnapshotOutcome.Accepted, _book.Accept(Snapshot(number), out _));

    private static VenueBook Snapshot(long number) => new(number, 0, Levels((100, 1)), Levels((150, 1)), true, true);

    private static BookLevel[] Levels(params (long Price, long Quantity)[] levels) => [.. levels.Select(level => new BookLevel(new(level.Price), new(level.Quantity)))];

    private static FrameReading Change(long first, long last, params (long Price, long Quantity)[] bids)
    {
        FrameReading reading = new();
        foreach ((long price, long quantity) in bids) reading.Add(Side.Buy, price, quantity, long.MaxValue);
        Assert.Equal(FrameKind.Book, reading.IsBook(0, first, last, 0));
        return reading;
    }
}
