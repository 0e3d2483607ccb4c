using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.History.Files;

/// <summary>What a file of history holds.</summary>
public enum FileKind
{
    /// <summary>Candles.</summary>
    Candles = 0,

    /// <summary>Single trades.</summary>
    Trades = 1,

    /// <summary>Trades of one taker order at one price, joined by the venue.</summary>
    AggregatedTrades = 2,
}

/// <summary>What is said about a file beside its content.</summary>
/// <param name="Path">Of a <c>.csv</c>, <c>.csv.gz</c> or <c>.zip</c>.</param>
/// <param name="Instrument">Whose history; its scales tell what can be represented.</param>
/// <param name="Kind">Null: as its name or its columns say.</param>
/// <param name="IntervalSeconds">Length of its candles; null: as its name or the distance of its rows says.</param>
/// <param name="FloatDust">Whether an amount that lies within a 10^15th of a representable one is taken for that: programs that count in binary fractions write such.</param>
public sealed record FileRequest(string Path, Instrument Instrument, FileKind? Kind = null, int? IntervalSeconds = null, bool FloatDust = false)
{
    internal string FileName => System.IO.Path.GetFileName(Path);
}

/// <summary>A row that can't be taken.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="Field">The column.</param>
/// <param name="Problem">What is wrong and what would be right.</param>
public sealed record RowProblem(long Line, string Field, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, {Field}: {Problem}";
}

/// <summary>A file can't be taken as a whole; the message says why and what would be right.</summary>
public sealed class HistoryFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What was read of a file.</summary>
/// <param name="Kind">Candles or trades.</param>
/// <param name="Sha256">Of the file, in lower-case hexadecimal digits.</param>
/// <param name="Rows">Rows with data, good and bad.</param>
/// <param name="Problems">The first rows that can't be taken, at most <see cref="ProblemsMax"/>.</param>
/// <param name="Refused">How many rows can't be taken.</param>
public abstract record FileContents(FileKind Kind, string Sha256, long Rows, IReadOnlyList<RowProblem> Problems, long Refused)
{
    /// <summary>Problems that are told one by one.</summary>
    public const int ProblemsMax = 20;

    /// <summary>What the good rows tell, in order.</summary>
    public required IReadOnlyList<KnownTime> Known { get; init; }
}

/// <summary>A file of candles, read whole.</summary>
public sealed record CandleFile(string Sha256, long Rows, IReadOnlyList<RowProblem> Problems, long Refused) : FileContents(FileKind.Candles, Sha256, Rows, Problems, Refused)
{
    /// <summary>In order of time, without those of no volume.</summary>
    public required IReadOnlyList<Bar> Bars { get; init; }

    /// <summary>Length of the candles.</summary>
    public required int IntervalSeconds { get; init; }

    /// <summary>Rows that came twice with the same values.</summary>
    public required long Repeated { get; init; }

    /// <summary>Rows without volume: nobody traded.</summary>
    public required long Quiet { get; init; }
}
