using System.Globalization;
using TradingBot.Exchanges;
using TradingBot.Exchanges.History;
using TradingBot.Exchanges.History.Files;
using TradingBot.Storage.Candles;
using TradingBot.Storage.History;

namespace TradingBot.Cli.Data;

/// <summary>Fetches what of a series is not known, page by page; each page is stored with what it tells before the next is asked for.</summary>
internal sealed class Download(HistoryStore store, VenueHistory venue, SharedBlocks blocks, Progress progress, TimeProvider time, bool replace)
{
    private const int AttemptsMax = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <returns>State (complete, interrupted or unreachable) and what became of the rows.</returns>
    public async Task<(string State, StoredRows Rows)> RunAsync(HistorySeries series, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        HistoryImport import = await store.BeginAsync(series, new(Name(series), null, from, to), cancellation);
        if (import.Resumed) progress.Say("An earlier download of this range was not finished; it goes on.");
        StoredRows rows = default;
        string state = "complete";
        try
        {
            foreach (KnownRange unknown in await store.ReadUnknownAsync(series, from, to, cancellation))
            {
                await foreach ((StoredRows page, DateTimeOffset reached) in series.Kind == HistoryKind.Candles ? CandlesAsync(import, unknown, cancellation) : TradesAsync(import, unknown, cancellation))
                {
                    rows += page;
                    progress.Show((reached - from) / (to - from), rows.Read, reached);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            state = "interrupted";
        }
        catch (ExchangeException failure)
        {
            progress.Say(failure.Message);
            state = failure.Failure is ExchangeFailure.Unreachable or ExchangeFailure.RateLimited ? "unreachable" : "interrupted";
        }
        progress.Clear();
        await store.EndAsync(import, state == "complete", CancellationToken.None);
        return (state, rows);
    }

    /// <summary>Asks the venue, and asks again where that may help: after the pause that the venue orders, or after one of our own.</summary>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        TimeSpan pause = FirstPause;
        for (int attempt = 1; ; attempt++)
        {
            await blocks.ExchangeAsync(cancellation);
            try
            {
                return await ask(cancellation);
            }
            catch (ExchangeException failure) when (failure.RetryAt is { } retryAt)
            {
                // Kept before the waiting, which may be what this process does not survive.
                await blocks.ExchangeAsync(cancellation);
                // An order to wait is no failure, however often it comes.
                TimeSpan wait = retryAt - time.GetUtcNow();
                progress.Say(string.Create(CultureInfo.InvariantCulture, $"{failure.Message}. Waiting until {retryAt:HH:mm:ss} UTC ({Math.Max(0, wait.TotalSeconds):N0} s)."));
                attempt = 0;
                if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation);
            }
            catch (ExchangeException failure) when (failure.Failure is ExchangeFailure.Unreachable or ExchangeFailure.Refused && attempt < AttemptsMax && IsPassing(failure))
            {
                progress.Say(string.Create(CultureInfo.InvariantCulture, $"{failure.Message}. Trying again in {pause.TotalSeconds:N0} s ({attempt} of {AttemptsMax - 1})."));
                await Task.Delay(pause, time, cancellation);
                pause *= 2;
            }
        }
    }

    private async IAsyncEnumerable<(StoredRows Rows, DateTimeOffset Reached)> CandlesAsync(
        HistoryImport import, KnownRange unknown, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        HistorySeries series = import.Series;
        for (DateTimeOffset at = unknown.From; at < unknown.To;)
        {
            DateTimeOffset start = at;
            CandlePage page = await AskAsync(stop => venue.FetchCandlesAsync(series.Instrument, series.IntervalSeconds, start, unknown.To, stop), cancellation);
            yield return (await store.StoreAsync(import, page.Bars, Ranges(page.Known), CandleSource.Venue, replace, cancellation), page.Reached);
            at = page.Reached;
        }
    }

    private async IAsyncEnumerable<(StoredRows Rows, DateTimeOffset Reached)> TradesAsync(
        HistoryImport import, KnownRange unknown, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (TradeCursor at = new(unknown.From); at.Time < unknown.To;)
        {
            TradeCursor start = at;
            TradePage page = await AskAsync(stop => venue.FetchTradesAsync(import.Series.Instrument, start, unknown.To, stop), cancellation);
            (DateTimeOffset, DateTimeOffset)? span = page.Trades.Count == 0 ? null : (Micros(page.Trades.Min(trade => trade.TimeNs)), Micros(page.Trades.Max(trade => trade.TimeNs)));
            yield return (await store.StoreAsync(import, page.Trades.ToAsyncEnumerable(), span, Ranges(page.Known), replace, cancellation), page.Next.Time);
            at = page.Next;
        }
    }

    /// <summary>A venue's own errors pass; that it does not have the symbol, or that the answer means something else, does not.</summary>
    private static bool IsPassing(ExchangeException failure) =>
        failure.Failure == ExchangeFailure.Unreachable || failure.Message.Contains("was answered 5", StringComparison.Ordinal);

    private static string Name(HistorySeries series) => series.Kind == HistoryKind.Candles ? $"candles {CandleLength.Write(series.IntervalSeconds)}" : "trades";

    private static KnownRange[] Ranges(IReadOnlyList<KnownTime> known) => [.. known.Select(range => new KnownRange(range.From, range.To, range.HasData))];

    private static DateTimeOffset Micros(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 1_000 * TimeSpan.TicksPerMicrosecond);
}
