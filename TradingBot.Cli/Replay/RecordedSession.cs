using TradingBot.Cli.Endpoints;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Cli.Replay;

/// <summary>What one worker process recorded, from its start to its end.</summary>
/// <param name="Id">Begins with its time, so that sessions sort by age.</param>
/// <param name="Files">Its segments, in order.</param>
/// <param name="Lacks">Which segments are missing; none where all are there.</param>
internal sealed record RecordedSession(Guid Id, IReadOnlyList<string> Files, string? Lacks)
{
    /// <summary>The sessions of a folder, oldest first.</summary>
    /// <exception cref="RefusedException">A file is no segment.</exception>
    public static IReadOnlyList<RecordedSession> Find(IEnumerable<string> segments)
    {
        List<(Guid Session, int Ordinal, string Path)> found = [];
        foreach (string path in segments)
        {
            try
            {
                using SegmentReader segment = SegmentReader.Open(path);
                found.Add((segment.Session, segment.Ordinal, path));
            }
            catch (Exception wrong) when (wrong is RecordingException or IOException or UnauthorizedAccessException)
            {
                throw new RefusedException($"{Path.GetFileName(path)} can't be read: {wrong.Message}");
            }
        }
        // Sealed and open at once: it is being sealed, and both say the same.
        return [.. found.GroupBy(segment => segment.Session).OrderBy(session => session.Key).Select(session =>
        {
            (Guid, int Ordinal, string Path)[] files = [.. session.GroupBy(segment => segment.Ordinal).Select(same => same.OrderBy(file => file.Path, StringComparer.Ordinal).First()).OrderBy(file => file.Ordinal)];
            string? lacks = files[0].Ordinal != 1 ? $"segments 1 to {files[0].Ordinal - 1}" : Enumerable.Range(1, files.Length).FirstOrDefault(ordinal => files[ordinal - 1].Ordinal != ordinal) is var gap and > 0 ? $"segment {gap}" : null;
            return new RecordedSession(session.Key, [.. files.Select(file => file.Path)], lacks);
        })];
    }

    /// <summary>All records, in order; a damaged part stands in it as a hole.</summary>
    public IEnumerable<TapeRecord> Read()
    {
        foreach (string path in Files)
        {
            using SegmentReader segment = SegmentReader.Open(path);
            int known = 0;
            foreach (TapeRecord record in segment.Read())
            {
                if (segment.Damages.Count > known && !segment.Damages[^1].IsTornTail) yield return new(record.Number, record.TimeNs, RecordKind.Hole, default, 0, "a damaged part is left out"u8.ToArray());
                known = segment.Damages.Count;
                yield return record;
            }
        }
    }
}
