namespace TradingBot.Architecture.Tests;

/// <summary>The clone that these tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>The projects at the root: what the product is made of.</summary>
    internal static IReadOnlyList<string> Projects { get; } =
        [.. Directory.GetDirectories(Root, "TradingBot.*").Where(folder => File.Exists(ProjectFile(Path.GetFileName(folder)))).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    internal static string ProjectFile(string project) => Path.Combine(Root, project, project + ".csproj");

    /// <summary>All C# files of a project that people wrote.</summary>
    internal static IEnumerable<string> Sources(string project)
    {
        string folder = Path.Combine(Root, project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "obj" or "bin" or "node_modules" or "artifacts" or "Generated"));
    }

    internal static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "TradingBot.sln"))) return folder.FullName;
        throw new InvalidOperationException($"no TradingBot.sln above {AppContext.BaseDirectory}");
    }
}
