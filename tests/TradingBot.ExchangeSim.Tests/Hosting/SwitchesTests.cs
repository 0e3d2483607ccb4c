using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Hosting;

public sealed class SwitchesTests
{
    [Fact]
    public void Short_names_are_written_out_and_the_rest_is_left_as_it_is()
    {
        Assert.Equal(
            ["--Simulator:Seed=7", "--Simulator:Speed=0", "--Recording:Speed=0", "--Simulator:StartTime=2026-11-20T12:00:00Z", "--Simulator:StartPaused=true",
                "--faults=f.json", "--Recording:Files:0=a.jsonl", "--Recording:Files:1=b.jsonl.gz", "--Simulator:CandleHistory=30.00:00:00", "--urls", "http://127.0.0.1:1"],
            Switches.Expand(["--seed", "7", "--speed=0", "--start", "2026-11-20T12:00:00Z", "--paused", "--faults", "f.json", "--recording", "a.jsonl", "--recording=b.jsonl.gz",
                "--history", "30.00:00:00", "--urls", "http://127.0.0.1:1"]));
    }

    [Theory]
    [InlineData("--seed")]
    [InlineData("--speed --seed")]
    public void A_switch_without_its_value_is_refused_by_name(string arguments)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Switches.Expand(arguments.Split(' ')));
        Assert.Contains(arguments.Split(' ')[0], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_names_every_switch_and_is_asked_for_by_its_usual_names()
    {
        Assert.All(["--seed", "--start", "--speed", "--paused", "--history", "--recording", "--faults", "--urls", "--help"], name => Assert.Contains(name, Switches.Help, StringComparison.Ordinal));
        IEnumerable<string> settings = typeof(SimulatorOptions).GetProperties().Select(property => $"Simulator:{property.Name}")
            .Concat(typeof(RecordingOptions).GetProperties().Select(property => $"Recording:{property.Name}"));
        Assert.All(settings, name => Assert.Contains(name, Switches.Help, StringComparison.Ordinal));
        Assert.True(Switches.AskForHelp(["--seed", "1", "--help"]));
        Assert.False(Switches.AskForHelp(["--seed", "1"]));
    }
}
