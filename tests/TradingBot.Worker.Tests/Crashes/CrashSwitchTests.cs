using TradingBot.Storage.Crashes;

namespace TradingBot.Worker.Tests.Crashes;

/// <summary>Nobody makes a worker crash by accident.</summary>
public sealed class CrashSwitchTests(ServerFixture servers)
{
    private static readonly Dictionary<string, string?> Unreachable = new()
    {
        ["ConnectionStrings__trading_bot"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=1",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    [Theory]
    [InlineData(null, "decided", "TRADINGBOT_CRASH_TESTS=allowed")]
    [InlineData("yes", "decided", "TRADINGBOT_CRASH_TESTS=allowed")]
    [InlineData("allowed", "decidet", "journal-committed")]
    [InlineData("allowed", "decided:0", "decided:3")]
    [InlineData("allowed", "decided:1:2", "decided:3")]
    public async Task A_worker_told_to_crash_without_being_allowed_or_wrongly_does_not_start_and_says_what_would_be_right(string? permission, string argument, string right)
    {
        (int code, string output) = await ProcessTests.RunToEndAsync(new(Unreachable) { [CrashTest.Permission] = permission }, CrashTest.Switch, argument);
        Assert.Equal(1, code);
        Assert.Contains(right, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variable_alone_does_nothing()
    {
        TestDatabase database = await servers.CreateDatabaseAsync(migrated: false);
        (int code, string output) = await ProcessTests.RunToEndAsync(new()
        {
            ["ConnectionStrings__trading_bot"] = database.Owner,
            ["Database__ApplicationRole"] = database.ApplicationRole,
            [CrashTest.Permission] = CrashTest.Allowed,
        }, "migrate");
        Assert.True(code == 0, output);
    }
}
