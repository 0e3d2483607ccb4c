using System.Text;
using System.Text.Json;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>Files of another program that belong together: whose they are, which symbols they have, and their lines in order of time.</summary>
internal sealed class LineRecording
{
    private const string Supported = "supported are Binance spot and KuCoin spot";
    private readonly IReadOnlyList<string> _files;

    private LineRecording(string format, Venue venue, IReadOnlyList<string> files, IReadOnlyList<Instrument> instruments)
    {
        (Format, Venue, _files) = (format, venue, files);
        Table = new(instruments);
    }

    public string Format { get; }

    public Venue Venue { get; }

    public InstrumentTable Table { get; }

    /// <summary>Looks through the files.</summary>
    /// <exception cref="RecordingException">Not of a supported format or market; the message says which file.</exception>
    public static LineRecording Open(IReadOnlyList<string> files)
    {
        string? format = null;
        Venue venue = Venue.None;
        SortedSet<string> symbols = new(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string its = LineFile.Format(file);
            if (format is not null && its != format) throw new RecordingException($"{file} has the format {its}, the files before it {format}; one recording has one format");
            format = its;
            foreach (string socket in LineFile.Sockets(file)) RequireSupported(socket);
            foreach (RecordedLine line in LineFile.Read(file)) Look(line, file, ref venue, symbols);
        }
        if (venue == Venue.None || symbols.Count == 0) throw new RecordingException($"{string.Join(", ", files)}: there is no frame of a known market; {Supported}");
        return new(format!, venue, files, [.. symbols.Select((symbol, at) => InstrumentOf(venue, symbol, at + 1))]);
    }

    /// <summary>All lines, in order of their receive times.</summary>
    public IEnumerable<RecordedLine> Read()
    {
        PriorityQueue<IEnumerator<RecordedLine>, (long TimeNs, int File)> open = new();
        for (int file = 0; file < _files.Count; file++)
        {
            IEnumerator<RecordedLine> lines = LineFile.Read(_files[file]).GetEnumerator();
            if (lines.MoveNext()) open.Enqueue(lines, (lines.Current.TimeNs, file));
        }
        while (open.TryDequeue(out IEnumerator<RecordedLine>? lines, out (long TimeNs, int File) place))
        {
            yield return lines.Current;
            // A clock that went back while it recorded does not put a file's lines out of order.
            if (lines.MoveNext()) open.Enqueue(lines, (Math.Max(place.TimeNs, lines.Current.TimeNs), place.File));
            else lines.Dispose();
        }
    }

    public FrameKind Parse(ReadOnlySpan<byte> frame, FrameReading reading) =>
        Venue == Venue.KuCoin ? KuCoinFrames.Parse(frame, Table, reading) : BinanceFrames.Parse(frame, Table, reading);

    /// <summary>A snapshot of a book, and whose; null where the line is none.</summary>
    public (Instrument Instrument, VenueBook Book)? SnapshotOf(in RecordedLine line)
    {
        if (line.Address is null ? !IsBareSnapshot(line.Json) : !IsBookAddress(line.Address)) return null;
        string? symbol = line.Address is null ? null : SymbolOf(line.Address);
        // A bare snapshot names no symbol: it is that of the only one.
        Instrument? instrument = symbol is null ? (Table.Instruments.Length == 1 ? Table.Instruments[0] : null) : Array.Find(Table.Instruments, known => known.VenueSymbol == symbol);
        if (instrument is null) return null;
        VenueBook book = JsonAnswer.Read(Venue, line.Address ?? "a snapshot", line.Json,
            root => Venue == Venue.KuCoin ? KuCoinAnswers.Book(root.Field("data"), instrument) : BinanceAnswers.Book(root, instrument, 1000));
        return (instrument, book);
    }

    /// <summary>An instrument fine enough for every price and quantity that a venue writes.</summary>
    internal static Instrument InstrumentOf(Venue venue, string symbol, int number) => new()
    {
        Id = new InstrumentId(number),
        Venue = venue,
        Symbol = symbol,
        VenueSymbol = symbol,
        BaseAsset = "BASE",
        QuoteAsset = "QUOTE",
        PriceScale = venue == Venue.KuCoin ? 10 : 8,
        QuantityScale = 8,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new Quantity(1),
        MaxQuantity = new Quantity(long.MaxValue),
        MinNotional = Money.Zero,
        TakerFee = default,
        MakerFee = default,
    };

    private static void Look(in RecordedLine line, string file, ref Venue venue, SortedSet<string> symbols)
    {
        if (line.Address is not null)
        {
            RequireSupported(line.Address);
            return;
        }
        if (IsBareSnapshot(line.Json)) return;
        (Venue its, string? symbol) = MarketOf(line.Json, file);
        if (symbol is null) return;
        if (venue != Venue.None && its != venue) throw new RecordingException($"{file} is of {its}, the lines before it of {venue}; one recording is of one exchange");
        venue = its;
        symbols.Add(symbol);
    }

    private static void RequireSupported(string address)
    {
        string host = new Uri(address).Host;
        // Binance's futures have other first names (fapi, fstream, dapi, …).
        bool isSupported = host.Split('.') is [_, "kucoin", "com"] or ["api" or "stream" or "data-api" or "data-stream", "binance", _];
        if (!isSupported) throw new RecordingException($"it was recorded from {host}; {Supported}");
    }

    private static bool IsBareSnapshot(ReadOnlySpan<byte> json) => json.StartsWith("{\"lastUpdateId\""u8) || json.StartsWith("{\"code\""u8);

    private static bool IsBookAddress(string address) => address.Contains("/api/v3/depth?", StringComparison.Ordinal) || address.Contains("/orderbook/level2", StringComparison.Ordinal);

    private static string SymbolOf(string address)
    {
        int at = address.IndexOf("symbol=", StringComparison.Ordinal);
        return at < 0 ? "" : address[(at + 7)..].Split('&')[0];
    }

    private static (Venue Venue, string? Symbol) MarketOf(byte[] json, string file)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Unsupported(file);
            if (root.TryGetProperty("topic", out JsonElement topic) && root.TryGetProperty("subject", out _)) return (Venue.KuCoin, topic.GetString()!.Split(':')[^1].Split('_')[0]);
            JsonElement data = root.TryGetProperty("data", out JsonElement inner) && root.TryGetProperty("stream", out _) ? inner : root;
            if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("s", out JsonElement symbol)) return IsAnswer(root) ? (Venue.None, null) : throw Unsupported(file);
            // Only futures have these: the number of the change before, the pair, and the order type of a trade.
            foreach (string futures in (string[])["pu", "ps", "X"])
                if (data.TryGetProperty(futures, out _)) throw new RecordingException($"{file} holds frames of Binance's futures (they have the field {futures}); {Supported}");
            return (Venue.Binance, symbol.GetString());
        }
        catch (JsonException e)
        {
            throw new RecordingException($"{file} has a line that is not JSON: {e.Message} {Encoding.UTF8.GetString(json, 0, Math.Min(json.Length, 80))}");
        }
    }

    // What a venue answers to subscribing and pinging.
    private static bool IsAnswer(JsonElement root) => root.TryGetProperty("id", out _) || root.TryGetProperty("result", out _);

    private static RecordingException Unsupported(string file) => new($"{file} holds frames of another exchange; {Supported}");
}
