using System.Diagnostics.CodeAnalysis;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.History.Files;

/// <summary>A checked file of trades.</summary>
public sealed record TradeFile(FileKind Kind, string Sha256, long Rows, IReadOnlyList<RowProblem> Problems, long Refused) : FileContents(Kind, Sha256, Rows, Problems, Refused)
{
    /// <summary>Times of the first and the last good trade; null where there is none.</summary>
    public required (DateTimeOffset First, DateTimeOffset Last)? Span { get; init; }

    internal Func<CancellationToken, IEnumerable<HistoricalTrade>> Read { get; init; } = static _ => [];

    /// <summary>Reads the good trades again, in the file's order.</summary>
    [SuppressMessage("Performance", "CA1849", Justification = "Reading and unpacking a local file is work, not waiting.")]
    public async IAsyncEnumerable<HistoricalTrade> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        foreach (HistoricalTrade trade in Read(cancellation)) yield return trade;
    }
}
