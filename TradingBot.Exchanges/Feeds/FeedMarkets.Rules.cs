using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Feeds;

/// <content>
/// Whether the venue still trades the instruments: asked now and then, at once when a market falls silent, for no stream tells of a halt, and often while one is halted.
/// </content>
internal sealed partial class FeedMarkets
{
    /// <summary>The rules are not read more often than this, however many markets are silent (Binance: weight 20 of 6000 a minute; KuCoin: at most 32 of 2000 in 30 s).</summary>
    private static readonly TimeSpan RulesSpacing = TimeSpan.FromSeconds(5);

    /// <summary>How often they are read while an instrument is halted or gone.</summary>
    private static readonly TimeSpan HaltedRulesPeriod = TimeSpan.FromSeconds(10);

    private volatile TaskCompletionSource _rulesWanted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Is told the rules that the venue has for the followed instruments, each time that they were read.</summary>
    public Action<IReadOnlyList<Instrument>>? RulesRead { get; init; }

    /// <summary>Asks the venue whether it still trades the instruments, as long as the connection stands.</summary>
    public async Task WatchRulesAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(Shorter(RulesSpacing, options.RulesPeriod), time, cancellation);
            TimeSpan left = (streams.Any(stream => stream.IsHalted) ? Shorter(HaltedRulesPeriod, options.RulesPeriod) : options.RulesPeriod) - RulesSpacing;
            if (left > TimeSpan.Zero) await Task.WhenAny(_rulesWanted.Task, Task.Delay(left, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            _rulesWanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await ReadRulesAsync(cancellation);
        }
    }

    /// <summary>Asks the venue once whether it still trades the instruments.</summary>
    public async Task ReadRulesAsync(CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<Instrument> now = await FetchRulesAsync(cancellation);
            using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
            foreach (Instrument instrument in now) Apply(instrument);
            await output.FlushAsync(cancellation);
            RulesRead?.Invoke(now);
        }
        catch (ExchangeException e)
        {
            FeedLog.FailedForNow(logger, protocol.Venue, "reading the instruments' rules", e.Message);
        }
    }

    private void WantRules() => _rulesWanted.TrySetResult();

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>The rules as they are now; an instrument that the venue does not have any more is one that it does not trade.</summary>
    private async Task<IReadOnlyList<Instrument>> FetchRulesAsync(CancellationToken cancellation)
    {
        MarketStream[] followed = [.. streams];
        List<Instrument> rules = [];
        MarketStream[] alone = [.. followed.Where(stream => !stream.IsListed)];
        MarketStream[] together = [.. followed.Where(stream => stream.IsListed)];
        try
        {
            if (together.Length > 0) rules.AddRange(await protocol.FetchInstrumentsAsync([.. together.Select(stream => stream.Instrument.Symbol)], cancellation));
        }
        catch (ExchangeException e) when (e.Failure == ExchangeFailure.UnknownSymbol)
        {
            // Which of them is gone shows only when each is asked alone.
            alone = followed;
        }
        foreach (MarketStream stream in alone)
        {
            try
            {
                rules.AddRange(await protocol.FetchInstrumentsAsync([stream.Instrument.Symbol], cancellation));
                stream.IsListed = true;
            }
            catch (ExchangeException e) when (e.Failure == ExchangeFailure.UnknownSymbol)
            {
                stream.IsListed = false;
                rules.Add(stream.Instrument with { IsTrading = false });
            }
        }
        return rules;
    }

    private void Apply(Instrument instrument)
    {
        if (streams.FirstOrDefault(stream => stream.Instrument.Symbol == instrument.Symbol) is not { } stream) return;
        if (stream.IsHalted == !instrument.IsTrading) return;
        stream.IsHalted = !instrument.IsTrading;
        if (stream.IsHalted)
        {
            FeedLog.Halted(logger, protocol.Venue, instrument.Symbol);
            stream.Tell(MarketStatus.Halted, "the venue has stopped trading it");
            return;
        }
        FeedLog.Resumed(logger, protocol.Venue, instrument.Symbol);
        DateTimeOffset now = time.GetUtcNow();
        stream.TradesAliveAt = now;
        if (stream.IsLeftOut) _session?.Lose($"{instrument.Symbol} is listed again, and this connection was opened without it");
        else if (!stream.Book.IsSynced) stream.Tell(MarketStatus.Syncing, "the venue trades it again, the book is being fetched");
        // While it was halted nobody asked whether the book was still the venue's: that comes first.
        else if (now - stream.BookAliveAt < options.StaleAfter) stream.Tell(MarketStatus.Live);
        else stream.Tell(MarketStatus.Stale, "the venue trades it again, its book is being compared");
    }
}
