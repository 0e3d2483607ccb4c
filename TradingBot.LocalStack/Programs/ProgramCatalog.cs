namespace TradingBot.LocalStack.Programs;

/// <summary>Finds the programs of the local stack on PATH and in the places where distributions put them.</summary>
internal static class ProgramCatalog
{
    private static readonly string[] UsualFolders =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/homebrew/bin", "/opt/homebrew/sbin"];

    private static readonly string[] PostgreSqlFolders =
        ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin"];

    public static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(UsualFolders)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>The first of several names for the same program (distributions prefix Prometheus' programs).</summary>
    public static string? FirstOf(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (OnPath(name) is { } path) return path;
        }
        return null;
    }

    /// <summary>The folder that holds both <c>initdb</c> and <c>postgres</c>: from PATH, else the newest version installed.</summary>
    public static string? PostgreSqlFolder()
    {
        // PATH may hold links into the versioned folder, and not all of them: the real folder is complete.
        if (OnPath("initdb") is { } initdb && FolderOfReal(initdb) is { } real && IsComplete(real)) return real;
        return PostgreSqlFolders.SelectMany(Expand).Where(IsComplete).OrderByDescending(VersionOf).FirstOrDefault();
    }

    private static bool IsComplete(string folder) => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private static string? FolderOfReal(string path) =>
        Path.GetDirectoryName(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);

    private static IEnumerable<string> Expand(string pattern)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return [pattern];
        int segmentStart = pattern.LastIndexOf('/', star) + 1;
        int segmentEnd = pattern.IndexOf('/', star);
        string parent = pattern[..segmentStart];
        if (!Directory.Exists(parent)) return [];
        return Directory.EnumerateDirectories(parent, pattern[segmentStart..segmentEnd]).Select(folder => folder + pattern[segmentEnd..]);
    }

    private static int VersionOf(string folder)
    {
        string digits = new([.. folder.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, out int version) ? version : 0;
    }
}
