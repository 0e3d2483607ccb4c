using TradingBot.LocalStack.Supervision;

namespace TradingBot.LocalStack.Tests.Supervision;

public sealed class RestartPauseTests
{
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.5)]
    [InlineData(3, 1)]
    [InlineData(7, 16)]
    [InlineData(8, 30)]
    [InlineData(int.MaxValue, 30)]
    public void The_pause_doubles_up_to_half_a_minute(int crashes, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RestartPause.After(crashes));

    [Fact]
    public void There_is_no_pause_before_the_first_crash() => Assert.Throws<ArgumentOutOfRangeException>(() => RestartPause.After(0));
}
