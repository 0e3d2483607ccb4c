using TradingBot.Exchanges.History.Files;
using TradingBot.Storage.Candles;
using TradingBot.Storage.History;
using static TradingBot.Cli.Data.ImportCommand;

namespace TradingBot.Cli.Data;

/// <summary>Stores files one by one: what is in a file is stored as a whole or not at all.</summary>
internal sealed class FileImport(HistoryStore store, Progress progress, bool skipBad, bool replace, bool simulated)
{
    private const int RowsBetweenLooks = 4_096;

    public async Task<FileAnswer> RunAsync(FileRequest request, CancellationToken cancellation)
    {
        string name = Path.GetFileName(request.Path);
        FileContents contents;
        try
        {
            contents = HistoryFile.Read(request, cancellation);
        }
        catch (HistoryFileException wrong)
        {
            return Refused(name, wrong.Message.StartsWith(name, StringComparison.Ordinal) ? wrong.Message : $"{name}: {wrong.Message}", null);
        }
        catch (OperationCanceledException)
        {
            return Refused(name, $"{name}: interrupted; nothing of it is stored.", null);
        }
        if (contents.Refused > 0 && !skipBad)
            return Refused(name, $"{name}: {contents.Refused} of {contents.Rows} rows can't be taken, so nothing of the file is stored; correct them, or leave them out with --skip-bad.", contents);
        if (contents.Known.Count == 0) return Refused(name, $"{name}: none of its {contents.Rows} rows can be taken.", contents);
        try
        {
            return await StoreAsync(request, name, contents, cancellation);
        }
        catch (OperationCanceledException)
        {
            return Refused(name, $"{name}: interrupted; nothing of it is stored.", contents);
        }
        finally
        {
            progress.Clear();
        }
    }

    private async Task<FileAnswer> StoreAsync(FileRequest request, string name, FileContents contents, CancellationToken cancellation)
    {
        (DateTimeOffset from, DateTimeOffset to) = (contents.Known[0].From, contents.Known[^1].To);
        CandleFile? candles = contents as CandleFile;
        HistoryKind kind = contents.Kind switch { FileKind.Candles => HistoryKind.Candles, FileKind.Trades => HistoryKind.Trades, _ => HistoryKind.AggregatedTrades };
        HistorySeries series = new(request.Instrument, kind, candles?.IntervalSeconds ?? 0, simulated);
        HistoryImport import = await store.BeginAsync(series, new(name, contents.Sha256, from, to, contents.Refused), cancellation);
        KnownRange[] known = [.. contents.Known.Select(range => new KnownRange(range.From, range.To, range.HasData))];
        progress.Show(0, 0, from);
        try
        {
            StoredRows rows = contents is TradeFile trades
                ? await store.StoreAsync(import, Told(trades, cancellation), trades.Span, known, replace, cancellation)
                : await store.StoreAsync(import, candles!.Bars, known, CandleSource.Import, replace, cancellation);
            await store.EndAsync(import, complete: true, CancellationToken.None);
            string state = rows.Different > 0 && !replace ? "different" : rows.Stored > 0 ? "stored" : "known";
            return new(name, state, series.Kind switch { HistoryKind.Candles => "candles", HistoryKind.Trades => "trades", _ => "aggTrades" },
                candles is null ? null : CandleLength.Write(candles.IntervalSeconds), from, to, contents.Rows, rows.Stored, rows.Different, candles?.Quiet ?? 0, candles?.Repeated ?? 0,
                contents.Refused, contents.Known.Count - 1, null, contents.Problems);
        }
        catch
        {
            await store.EndAsync(import, complete: false, CancellationToken.None);
            throw;
        }
    }

    private async IAsyncEnumerable<Engine.MarketData.HistoricalTrade> Told(TradeFile file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        long rows = 0;
        await foreach (Engine.MarketData.HistoricalTrade trade in file.ReadAsync(cancellation))
        {
            if (++rows % RowsBetweenLooks == 0) progress.Show(rows / (double)file.Rows, rows, DateTimeOffset.UnixEpoch.AddTicks(trade.TimeNs / TimeSpan.NanosecondsPerTick));
            yield return trade;
        }
    }

    private static FileAnswer Refused(string name, string problem, FileContents? contents) =>
        new(name, "refused", null, null, null, null, contents?.Rows ?? 0, 0, 0, 0, 0, contents?.Refused ?? 0, 0, problem, contents?.Problems ?? []);
}
