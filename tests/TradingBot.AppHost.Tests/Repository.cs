using System.Reflection;

namespace TradingBot.AppHost.Tests;

internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Program(string project)
    {
        string configuration = typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
        return Path.Combine(Root, project, "bin", configuration, "net10.0", $"{project}.dll");
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TradingBot.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run in a clone.");
    }
}
