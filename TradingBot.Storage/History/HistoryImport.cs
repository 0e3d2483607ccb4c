namespace TradingBot.Storage.History;

/// <summary>Provenance of an import: a file, or a range asked of the venue by REST.</summary>
/// <param name="Name">File name without its folder, or what was asked.</param>
/// <param name="Sha256">Of the file, in lower-case hexadecimal digits; null for REST.</param>
/// <param name="From">First time asked for or found.</param>
/// <param name="To">Exclusive end.</param>
/// <param name="Refused">Rows of the file that could not be read and were left out.</param>
public sealed record ImportOrigin(string Name, string? Sha256, DateTimeOffset From, DateTimeOffset To, long Refused = 0);

/// <summary>An import under way.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Series">What it fills.</param>
/// <param name="Resumed">Whether an earlier, unfinished import of the same range goes on.</param>
public sealed record HistoryImport(long Id, HistorySeries Series, bool Resumed);
