using TradingBot.LocalStack.CommandLine;
using TradingBot.LocalStack.Stack;

namespace TradingBot.LocalStack.Tests.CommandLine;

public sealed class StackArgumentsTests
{
    [Fact]
    public void All_switches_together()
    {
        StackArguments parsed = StackArguments.Parse(
            ["--feed", "simulated", "--recording", "one.gz", "two.gz", "--data-dir", "/data", "--port-base", "4000", "--install"]);

        Assert.Null(parsed.Problem);
        Assert.Equal((MarketFeed.Simulated, "/data", 4000, true), (parsed.Options.Feed, parsed.Options.DataDirectory, parsed.Options.PortBase, parsed.Options.Install));
        Assert.Equal(["one.gz", "two.gz"], parsed.Options.Recordings);
    }

    [Fact]
    public void Nothing_given_is_the_usual_system()
    {
        StackArguments parsed = StackArguments.Parse([]);

        Assert.Equal(new StackArguments(parsed.Options, Help: false, Problem: null), parsed);
        Assert.Equal((MarketFeed.Auto, null, null, false), (parsed.Options.Feed, parsed.Options.DataDirectory, parsed.Options.PortBase, parsed.Options.Install));
    }

    [Theory]
    [InlineData("--feed", "--feed takes one of live, simulated, auto; given was ''.")]
    [InlineData("--feed real", "--feed takes one of live, simulated, auto; given was 'real'.")]
    [InlineData("--feed live simulated", "--feed takes one of live, simulated, auto; given was 'live simulated'.")]
    [InlineData("--recording", "--recording takes one or more files.")]
    [InlineData("--recording --install", "--recording takes one or more files.")]
    [InlineData("--data-dir", "--data-dir takes one folder; given was ''.")]
    [InlineData("--data-dir a b", "--data-dir takes one folder; given was 'a b'.")]
    [InlineData("--port-base", "--port-base takes one number, 1024 to 65000 or 0; given was ''.")]
    [InlineData("--port-base 80", "--port-base takes one number, 1024 to 65000 or 0; given was '80'.")]
    [InlineData("--port-base 65001", "--port-base takes one number, 1024 to 65000 or 0; given was '65001'.")]
    [InlineData("--port-base x", "--port-base takes one number, 1024 to 65000 or 0; given was 'x'.")]
    [InlineData("--portbase 4000", "There is no switch '--portbase'. There are: --feed, --recording, --workers, --data-dir, --port-base, --install, --help.")]
    [InlineData("live", "There is no switch 'live'. There are: --feed, --recording, --workers, --data-dir, --port-base, --install, --help.")]
    public void A_wrong_command_line_is_answered_with_what_would_be_right(string line, string problem) =>
        Assert.Equal(problem, StackArguments.Parse(line.Split(' ')).Problem);

    [Fact]
    public void Help_names_every_switch()
    {
        Assert.True(StackArguments.Parse(["--help"]).Help);
        foreach (string name in new[] { "--feed", "--recording", "--workers", "--data-dir", "--port-base", "--install", "--help" })
            Assert.Contains(name, StackArguments.Usage, StringComparison.Ordinal);
    }
}
