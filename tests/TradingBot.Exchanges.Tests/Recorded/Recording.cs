using System.IO.Compression;
using System.Text;

namespace TradingBot.Exchanges.Tests.Recorded;

/// <summary>Recorded market data outside the repository; a test that needs it is skipped where it is missing.</summary>
internal static class Recording
{
    private const string Variable = "TRADINGBOT_MARKET_DATA";

    public static string Need(params string[] names)
    {
        string? folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"the environment variable {Variable} names no folder with recorded market data");
        foreach (string name in names)
            Assert.SkipUnless(File.Exists(Path.Combine(folder!, name)), $"{Variable} has no {name}");
        return folder!;
    }

    public static IEnumerable<string> Lines(string path)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
