using TradingBot.Cli.Endpoints;

namespace TradingBot.Cli.Recording;

/// <summary>Where segments are looked for.</summary>
internal static class RecordingFolder
{
    private const string OfLocalStack = "artifacts/local/recordings";

    /// <exception cref="RefusedException">There is no such folder.</exception>
    public static string Find(string? given)
    {
        if (given is not null) return Directory.Exists(given) ? given : throw new RefusedException($"There is no folder '{given}'.");
        if (Environment.GetEnvironmentVariable("TRADINGBOT_DATA_DIR") is { Length: > 0 } data && Directory.Exists(Path.Combine(data, "recordings"))) return Path.Combine(data, "recordings");
        for (DirectoryInfo? folder = new(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, OfLocalStack))) return Path.Combine(folder.FullName, OfLocalStack);
        throw new RefusedException($"No recordings were found ({OfLocalStack} above the working directory); give their folder with --folder.");
    }

    /// <summary>The given files, or all segments of the folder where none is given.</summary>
    /// <exception cref="RefusedException">There is no such file, or no segment.</exception>
    public static string[] Segments(string[] given, string? folder)
    {
        if (given.Length > 0)
        {
            foreach (string file in given)
                if (!File.Exists(file)) throw new RefusedException($"There is no file '{file}'.");
            return given;
        }
        string found = Find(folder);
        string[] segments = [.. Directory.EnumerateFiles(found).Where(IsSegment).Order(StringComparer.Ordinal)];
        return segments.Length > 0 ? segments : throw new RefusedException($"The folder '{found}' holds no segments.");
    }

    private static bool IsSegment(string path) => path.EndsWith(".tbr", StringComparison.Ordinal) || path.EndsWith(".tbr.open", StringComparison.Ordinal);
}
