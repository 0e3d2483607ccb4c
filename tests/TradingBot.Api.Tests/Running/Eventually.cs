using System.Diagnostics;

namespace TradingBot.Api.Tests.Running;

/// <summary>Waits for what must come about, however slow the machine.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "it did not come about within 30 s");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
