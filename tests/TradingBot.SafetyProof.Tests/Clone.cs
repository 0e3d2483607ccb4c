using TradingBot.SafetyProof.Code;

namespace TradingBot.SafetyProof.Tests;

/// <summary>The clone that these tests were built from.</summary>
internal static class Clone
{
    public static ProductCode Code { get; } = ProductCode.Find(AppContext.BaseDirectory);

    public static string Root => Code.Root ?? throw new InvalidOperationException($"no clone above {AppContext.BaseDirectory}");
}
