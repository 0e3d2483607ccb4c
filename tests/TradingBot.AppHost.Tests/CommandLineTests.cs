namespace TradingBot.AppHost.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData(2, "--feed takes one of live, simulated, auto; given was 'maybe'.", "--feed", "maybe")]
    [InlineData(2, "--port-base takes one number", "--port-base", "80")]
    [InlineData(2, "--workers takes one number, 1 to 9", "--workers", "10")]
    [InlineData(2, "There is no switch '--verbose'", "--verbose")]
    [InlineData(1, "--recording: there is no file '/no/such/tape.gz'.", "--recording", "/no/such/tape.gz")]
    [InlineData(1, "--recording replays a tape through the simulator, so it excludes --feed live", "--feed", "live", "--recording", "/etc/hostname")]
    [InlineData(1, "The data folder '/proc/no' can't be written", "--data-dir", "/proc/no")]
    [InlineData(0, "--port-base N", "--help")]
    public async Task A_mistake_is_answered_with_the_switch_and_an_exit_code(int exitCode, string expected, params string[] arguments)
    {
        (int actual, string output) = await RunningAppHost.RunAsync(TestContext.Current.CancellationToken, arguments);

        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Equal(exitCode, actual);
    }
}
