using System.Security.Cryptography;
using System.Text;

namespace TradingBot.Exchanges.History.Files;

/// <summary>
/// Reads files of history: Binance's public dump (klines, trades, aggTrades; daily and monthly; zipped or not, with and without a header, milliseconds and
/// microseconds) and plain OHLCV tables.
/// </summary>
public static class HistoryFile
{
    /// <summary>Reads and checks a whole file. Candles come with the answer; trades, of which a file may hold a hundred million, are only checked, and read again by <see cref="TradeFile.ReadAsync"/>.</summary>
    /// <exception cref="HistoryFileException">The file can't be taken as a whole.</exception>
    public static FileContents Read(FileRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        DumpName? name = NameOf(request);
        string sha256 = Checksum(request.Path);
        using LineReader lines = LineReader.Open(request.Path);
        CsvLayout layout = Begin(lines, request, name, out byte separator);
        if (layout.Kind == FileKind.Candles && request.IntervalSeconds is { } asked && name?.IntervalSeconds is { } named && asked != named)
            throw new HistoryFileException($"{request.FileName}: its name says candles of {CandleLength.Write(named)}, the command line says {CandleLength.Write(asked)}");
        // The first line was read to see what it is; the file is read again from its start.
        using LineReader all = LineReader.Open(request.Path);
        return layout.Kind == FileKind.Candles
            ? new CandleRows(request, layout, separator, name).Read(all, sha256, cancellation)
            : new TradeRows(request, layout, separator, name).Check(all, sha256, cancellation);
    }

    private static DumpName? NameOf(FileRequest request)
    {
        if (DumpName.Read(request.FileName) is not { } name) return null;
        string bare = request.Instrument.Symbol.Replace("-", "", StringComparison.Ordinal);
        if (name.VenueSymbol != bare && name.VenueSymbol != request.Instrument.VenueSymbol)
            throw new HistoryFileException($"{request.FileName}: its name says {name.VenueSymbol}, which is not {request.Instrument.Symbol}; give the symbol of the file");
        if (request.Kind is { } kind && kind != name.Kind)
            throw new HistoryFileException($"{request.FileName}: its name says that it holds {Plural(name.Kind)}, the command line says {Plural(kind)}");
        return name.IntervalSeconds is not null ? name
            : throw new HistoryFileException($"{request.FileName}: candles of more than a day do not begin on a multiple of their length and are not kept; import shorter ones");
    }

    internal static CsvLayout Begin(LineReader lines, FileRequest request, DumpName? name, out byte separator)
    {
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.Trim((byte)' ').IsEmpty) continue;
            string first = Encoding.UTF8.GetString(line);
            separator = (byte)CsvLayout.Separator(first);
            try
            {
                return CsvLayout.Find(first, name?.Kind ?? request.Kind, request.Instrument.BaseAsset);
            }
            catch (HistoryFileException wrong)
            {
                throw new HistoryFileException($"{request.FileName}: {wrong.Message}", wrong);
            }
        }
        throw new HistoryFileException($"{request.FileName}: it is empty");
    }

    private static string Checksum(string path)
    {
        try
        {
            string sha256;
            using (FileStream file = File.OpenRead(path)) sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            // Beside each file of Binance's dump stands one with its checksum.
            string beside = path + ".CHECKSUM";
            if (File.Exists(beside) && File.ReadAllText(beside).Split((char[])[' ', '\t', '\n', '\r'], 2)[0] is { Length: 64 } expected && !expected.Equals(sha256, StringComparison.OrdinalIgnoreCase))
                throw new HistoryFileException($"{Path.GetFileName(path)}: its SHA-256 is {sha256}, but {Path.GetFileName(beside)} says {expected}; download it again");
            return sha256;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HistoryFileException($"{Path.GetFileName(path)}: it can't be read: {failure.Message}", failure);
        }
    }

    private static string Plural(FileKind kind) => kind switch { FileKind.Candles => "candles", FileKind.Trades => "trades", FileKind.AggregatedTrades => "aggregated trades", _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null) };
}
