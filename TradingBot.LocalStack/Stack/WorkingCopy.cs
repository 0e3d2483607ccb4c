using System.Reflection;

namespace TradingBot.LocalStack.Stack;

/// <summary>The working copy that we were built from: the local stack runs its services from their build output.</summary>
/// <param name="Root">The folder that holds the solution.</param>
internal sealed record WorkingCopy(string Root)
{
    private const string Solution = "TradingBot.sln";

    public string Artifacts => Path.Combine(Root, "artifacts", "local");

    public static WorkingCopy Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution))) return new WorkingCopy(folder.FullName);
        }
        throw new LocalStackException($"The local stack runs from a clone, but no folder above '{AppContext.BaseDirectory}' holds {Solution}.");
    }

    public string ProjectFolder(string project) => Path.Combine(Root, project);

    /// <summary>The project's program, as built in the same configuration as we were.</summary>
    public string Program(string project)
    {
        string output = Path.Combine(ProjectFolder(project), "bin", Configuration);
        string[] found = Directory.Exists(output) ? [.. Directory.EnumerateDirectories(output, "net*").Select(folder => Path.Combine(folder, $"{project}.dll")).Where(File.Exists)] : [];
        return found.OrderDescending(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new LocalStackException($"{project} is not built: nothing found in '{output}'. Run: dotnet build TradingBot.sln --configuration {Configuration}");
    }

    private static string Configuration =>
        typeof(WorkingCopy).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
}
