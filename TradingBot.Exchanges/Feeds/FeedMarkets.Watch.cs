using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Feeds;

/// <content>Liveness: the age of the last valid message decides, and on a quiet market the venue's own word that nothing was missed.</content>
internal sealed partial class FeedMarkets
{
    private static readonly TimeSpan ClockPeriod = TimeSpan.FromMinutes(1);

    /// <summary>A side that stays thin (its venue shows no more that can be read) is not fetched more often than this.</summary>
    private static readonly TimeSpan ThinPeriod = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Looks after every stream; called a few times a second.</summary>
    public void Watch(DateTimeOffset now)
    {
        bool allSilent = true;
        bool sweeps = now >= _sweepAt;
        if (sweeps) (_sweepAt, _sweptAt) = (DateTimeOffset.MaxValue, now);
        foreach (MarketStream stream in streams)
        {
            WatchBook(stream, now);
            if (sweeps && stream.Trades.IsRecovering) RecoverTrades(stream);
            else WatchTrades(stream, now);
            allSilent &= now - stream.BookAliveAt > options.ReconnectAfterSilence;
        }
        if (allSilent && now - _lastMessageAt > options.ReconnectAfterSilence)
            Session.Lose($"no valid message for {options.ReconnectAfterSilence.TotalSeconds:0.#} s");
        if (_lateSince is { } late && now - late > options.ReconnectAfterSilence)
            Session.Lose($"its messages have been more than {options.StaleAfter.TotalSeconds:0.#} s late for {options.ReconnectAfterSilence.TotalSeconds:0.#} s");
    }

    private void WatchBook(MarketStream stream, DateTimeOffset now)
    {
        if (!stream.Book.IsSynced)
        {
            if (!stream.IsFetchingBook) StartBookFetch(stream, "retry");
            WatchFallback(stream, now);
            return;
        }
        if (stream.Book.IsThin && !stream.IsFetchingBook && now >= stream.NextThinFetch)
        {
            stream.NextThinFetch = now + ThinPeriod;
            stream.Book.ExpectSnapshot();
            StartBookFetch(stream, "thin");
        }
        TimeSpan age = now - stream.BookAliveAt;
        if (stream.Behind is { } behind)
        {
            if (stream.Book.LastUpdateId >= behind.Number) stream.Behind = null;
            else if (now - behind.At > CatchUpLimit) Session.Lose($"the book stream of {stream.Instrument.Symbol} is silent while the market moves");
        }
        // Nobody trades it, so there is nothing to hear; the rules are read again and again until that has changed.
        if (stream.IsHalted) return;
        if (age >= options.StaleAfter && stream.Status != MarketStatus.Stale)
            stream.Tell(MarketStatus.Stale, $"no message for {age.TotalSeconds:0.#} s, and no word of the venue that there was nothing to say");
        if (age >= options.StaleAfter * 0.6 && !stream.IsProbing && stream.Behind is null)
        {
            stream.IsProbing = true;
            Session.Start(cancellation => ProbeBookAsync(stream, cancellation));
        }
    }

    private void WatchTrades(MarketStream stream, DateTimeOffset now)
    {
        // With many instruments the probes take turns, to stay within the venue's weights.
        TimeSpan after = TradeProbeAfter * Math.Max(1, streams.Count / 5);
        if (now >= stream.NextTradeComparison && !stream.IsHalted) StartComparison(stream, now, after);
        if (stream.IsHalted || now - stream.TradesAliveAt < after || stream.IsFetchingTrades || stream.Trades.Last is null) return;
        stream.IsFetchingTrades = true;
        Session.Start(cancellation => ProbeTradesAsync(stream, cancellation));
    }

    private async Task ProbeBookAsync(MarketStream stream, CancellationToken cancellation)
    {
        DateTimeOffset asked = time.GetUtcNow();
        long? number = null;
        try
        {
            number = await protocol.FetchBookNumberAsync(stream.Instrument, cancellation);
        }
        catch (ExchangeException e)
        {
            FeedLog.FailedForNow(logger, protocol.Venue, "asking for the book's number", e.Message);
            if (e.Failure == ExchangeFailure.UnknownSymbol) WantRules();
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
        }
        using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
        stream.IsProbing = false;
        if (number is not { } known || !stream.Book.IsSynced) return;
        if (known > stream.Book.LastUpdateId)
        {
            stream.Behind = (known, time.GetUtcNow());
            return;
        }
        // A market that says nothing for so long may have been halted.
        WantRules();
        if (asked > stream.BookAliveAt) stream.BookAliveAt = asked;
        stream.BookFacts.Proven(asked);
        // With the venue's own number the book is up to date, however late the messages were that made it.
        stream.Tell(MarketStatus.Live);
        await output.FlushAsync(cancellation);
    }

    private async Task ProbeTradesAsync(MarketStream stream, CancellationToken cancellation)
    {
        TradePrint last = stream.Trades.Last!.Value;
        TradeHistory? history = null;
        try
        {
            history = await protocol.FetchTradesAsync(stream.Instrument, last.TradeId, TimeOf(last), cancellation);
        }
        catch (ExchangeException e)
        {
            FeedLog.FailedForNow(logger, protocol.Venue, "asking for the last trades", e.Message);
        }
        using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
        stream.IsFetchingTrades = false;
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset venueNow = now + (clock.Offset ?? TimeSpan.Zero);
        if (history is not null && stream.Trades.Last == last && history.Trades.Any(trade => TimeOf(trade) < venueNow - TradeOnItsWay))
        {
            Session.Lose($"the trade stream of {stream.Instrument.Symbol} is silent while the market trades");
            return;
        }
        stream.TradesAliveAt = now;
        WantRules();
        if (history is not null) stream.TradeFacts.Proven(now);
    }

    /// <summary>Measures the venue's clock: five requests at first, the quickest answer counts; then one each minute.</summary>
    public async Task MeasureClockAsync(CancellationToken cancellation)
    {
        for (int samples = 5; ; samples = 1)
        {
            if (await MeasureOnceAsync(samples, cancellation) is { } offset && samples > 1) FeedLog.ClockMeasured(logger, protocol.Venue, offset);
            await Task.Delay(ClockPeriod, time, cancellation);
        }
    }
}
