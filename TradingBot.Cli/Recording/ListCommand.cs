using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Cli.Recording;

/// <summary><c>tb recording list</c>: the segments of a folder.</summary>
internal static class ListCommand
{
    /// <param name="File">Name of the file.</param>
    /// <param name="State">sealed, open (being written, or left by a process that ended) or damaged.</param>
    /// <param name="Bytes">Size of the file.</param>
    /// <param name="Index">What it holds; none where it can't be read.</param>
    /// <param name="From">Time of its first record.</param>
    /// <param name="To">Time of its last record.</param>
    /// <param name="Problem">Why it can't be read.</param>
    internal sealed record Row(string File, string State, long Bytes, SegmentIndex? Index, DateTimeOffset? From, DateTimeOffset? To, string? Problem);

    internal sealed record Answer(string Folder, long Bytes, IReadOnlyList<Row> Segments);

    public static Command Create(Connection connection, Option<string?> folder, Output output)
    {
        var command = new Command("list", "Lists the segments: times, exchanges, symbols, frames, size, state.");
        command.SetAction(parsed =>
        {
            string found = RecordingFolder.Find(parsed.GetValue(folder));
            Row[] rows = [.. Directory.EnumerateFiles(found).Where(path => path.Contains(".tbr", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read).OfType<Row>()];
            var answer = new Answer(found, rows.Sum(row => row.Bytes), rows);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else Write(output, answer);
            return ExitCode.Ok;
        });
        return command;
    }

    // A segment may be sealed or deleted while it is looked at.
    private static Row? Read(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(".tmp", StringComparison.Ordinal)) return null;
        try
        {
            using SegmentReader segment = SegmentReader.Open(path);
            SegmentIndex index = segment.ReadIndex() ?? SegmentIndex.Of(segment);
            bool isDamaged = segment.Damages.Any(damage => !damage.IsTornTail);
            return new(name, isDamaged ? "damaged" : segment.IsSealed ? "sealed" : "open", new FileInfo(path).Length, index, Time(index.FirstTimeNs), Time(index.LastTimeNs),
                isDamaged ? string.Join("; ", segment.Damages.Select(damage => damage.Reason)) : null);
        }
        catch (RecordingException problem)
        {
            return new(name, "damaged", new FileInfo(path).Length, null, null, null, problem.Message);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static DateTimeOffset? Time(long timeNs) => timeNs == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(timeNs / TimeSpan.NanosecondsPerTick);

    private static void Write(Output output, Answer answer)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{answer.Segments.Count} segments, {answer.Bytes / 1048576.0:0.0} MiB, in {answer.Folder}"));
        if (answer.Segments.Count == 0) return;
        output.Line();
        output.Table([["SEGMENT", "STATE", "FROM (UTC)", "TO", "FRAMES", "INPUTS", "MIB", "MARKETS"], .. answer.Segments.Select(Cells)]);
    }

    private static string[] Cells(Row row) =>
    [
        row.File, row.State,
        row.From?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-",
        row.To?.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "-",
        row.Index?.Frames.ToString(CultureInfo.InvariantCulture) ?? "-",
        row.Index is { LastSequence: > 0 } index ? string.Create(CultureInfo.InvariantCulture, $"{index.FirstSequence}-{index.LastSequence}") : "-",
        (row.Bytes / 1048576.0).ToString("0.00", CultureInfo.InvariantCulture),
        row.Problem ?? string.Join("; ", row.Index!.Markets.Select(market => $"{market.Venue}: {string.Join(' ', market.Symbols)}")),
    ];
}
