using TradingBot.Contracts.Orders;
using TradingBot.SystemTests.Browser;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Running;

/// <summary>The whole product on the recorded market.</summary>
public sealed class ReplayedSystemTests(ReplayedSystem replayed, Chromium chromium) : IClassFixture<ReplayedSystem>
{
    [Fact]
    public async Task On_the_recorded_tape_a_strategy_executes_an_order_too()
    {
        Assert.SkipWhen(replayed.Missing is not null, replayed.Missing ?? "");
        ExecutionContract execution = await replayed.WaitForStrategyExecutionAsync();
        Assert.True(execution.Simulated);
        Assert.Equal("BTC-USDT", execution.Symbol);
        await LedgerLaws.HoldAsync(replayed);
        await using WatchedPage watched = await chromium.OpenAsync(replayed.Web);
        await watched.GoAsync("trade");
        await Expect(watched.Page.Locator($"[data-execution='{execution.ExecutionId}']")).ToContainTextAsync("BTC-USDT");
        Assert.Empty(watched.Faults);
    }
}
