using TradingBot.Cli.Tests.Running;

namespace TradingBot.Cli.Tests;

public sealed class FidelityCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tb-fidelity").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_prints_every_model_and_goal_and_writes_the_report()
    {
        string file = Path.Combine(_folder, "new", "report.html");
        Tb run = await Tb.RunAsync("fidelity", "--markets", "2", "--seed", "3", "--report", file);
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        foreach (string word in new[] { "expected", "pessimistic", "optimistic", "touch-fill", "last-price fill", "fixed slippage", "GOAL", "Envelope", "seed 3", file })
            Assert.Contains(word, run.Output, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--markets", "1", "--markets must be 2 to 10000, but is 1")]
    [InlineData("--seed", "0", "--seed must be 1 to 1000000, but is 0")]
    public async Task A_plan_that_cannot_be_is_refused_by_name(string option, string value, string message)
    {
        Tb run = await Tb.RunAsync("fidelity", option, value, "--report", Path.Combine(_folder, "report.html"));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_refused_by_name()
    {
        string file = Path.Combine(_folder, "taken");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        Tb run = await Tb.RunAsync("fidelity", "--markets", "2", "--report", Path.Combine(file, "report.html"));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("--report", run.Errors, StringComparison.Ordinal);
    }
}
