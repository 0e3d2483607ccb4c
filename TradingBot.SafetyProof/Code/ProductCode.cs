namespace TradingBot.SafetyProof.Code;

/// <summary>The product's assemblies, and the clone that they were built from, where there is one.</summary>
/// <param name="Root">Folder of the solution; none where only the built program is here.</param>
/// <param name="Assemblies">Files by project.</param>
internal sealed record ProductCode(string? Root, IReadOnlyDictionary<string, string> Assemblies)
{
    private const string Solution = "TradingBot.sln";
    private const string Cli = "TradingBot.Cli";

    /// <summary>In a clone: what its projects were built to, in the configuration of the running program. Else: what stands beside it.</summary>
    public static ProductCode Find(string folder)
    {
        for (DirectoryInfo? above = new(folder); above is not null; above = above.Parent)
            if (File.Exists(Path.Combine(above.FullName, Solution))) return OfClone(above.FullName, folder);
        return new(null, Directory.EnumerateFiles(folder, "*.dll").Where(file => Path.GetFileName(file).StartsWith("TradingBot.", StringComparison.Ordinal) || Path.GetFileName(file) == "tb.dll")
            .ToDictionary(file => Path.GetFileName(file) == "tb.dll" ? Cli : Path.GetFileNameWithoutExtension(file)));
    }

    private static ProductCode OfClone(string root, string folder)
    {
        // …/bin/Debug/net10.0
        DirectoryInfo framework = new(folder.TrimEnd(Path.DirectorySeparatorChar));
        string configuration = framework.Parent?.Name ?? "Debug";
        Dictionary<string, string> assemblies = [];
        foreach (string project in Directory.EnumerateDirectories(root, "TradingBot.*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
            if (File.Exists(Path.Combine(root, project, project + ".csproj")))
                assemblies[project] = Path.Combine(root, project, "bin", configuration, framework.Name, (project == Cli ? "tb" : project) + ".dll");
        return new(root, assemblies);
    }
}
