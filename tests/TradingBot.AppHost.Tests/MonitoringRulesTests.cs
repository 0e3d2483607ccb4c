using System.Text.RegularExpressions;

namespace TradingBot.AppHost.Tests;

public sealed partial class MonitoringRulesTests
{
    private static readonly string Prometheus = Path.Combine(Repository.Root, "docker", "prometheus");
    private static readonly string Rules = File.ReadAllText(Path.Combine(Prometheus, "rules", "alerts.yml"));
    private static readonly string RuleTests = File.ReadAllText(Path.Combine(Prometheus, "tests", "alerts_test.yml"));

    [Fact]
    public async Task Each_alert_fires_holds_its_peace_and_resolves_as_its_tests_say() =>
        await SucceedsAsync("promtool", "test", "rules", Path.Combine(Prometheus, "tests", "alerts_test.yml"));

    [Fact]
    public async Task The_configurations_are_valid()
    {
        await SucceedsAsync("promtool", "check", "config", Path.Combine(Prometheus, "prometheus.yml"));
        await SucceedsAsync("amtool", "check-config", Path.Combine(Repository.Root, "docker", "alertmanager", "alertmanager.yml"));
    }

    [Theory]
    [InlineData("alertname=PaperTradingViolation severity=critical", "operators-at-once")]
    [InlineData("alertname=TradingBotDown severity=critical", "operators-at-once")]
    [InlineData("alertname=ExchangeConnectionLost severity=high", "operators")]
    [InlineData("alertname=SlowResponseTime severity=warning", "operators")]
    public async Task Alerts_go_to_the_receiver_of_their_urgency(string labels, string receiver)
    {
        ProgramRun run = await SucceedsAsync(
            "amtool", ["config", "routes", "test", $"--config.file={Path.Combine(Repository.Root, "docker", "alertmanager", "alertmanager.yml")}", .. labels.Split(' ')]);

        // Further lines are amtool's warnings.
        Assert.Equal(receiver, run.Output.Split('\n')[0]);
    }

    [Fact]
    public void Each_alert_has_labels_a_section_in_the_runbook_and_a_test_that_fires_and_one_that_does_not()
    {
        string runbook = File.ReadAllText(Path.Combine(Repository.Root, "docs", "RUNBOOK.md"));
        string[] alerts = [.. Alert().Matches(Rules).Select(match => match.Groups[1].Value)];
        string[] ofTheRunbook = ["TradingBotDown", "DatabaseDown", "PaperTradingViolation", "ExchangeConnectionLost", "HighMemoryUsage", "SlowResponseTime"];
        Assert.Empty(ofTheRunbook.Except(alerts));
        string[] blocks = Rules.Split("- alert: ")[1..];
        foreach ((string alert, string block) in alerts.Zip(blocks))
        {
            Assert.All(["severity: ", "response_time: ", "escalation: ", "summary: ", "description: "], part => Assert.Contains(part, block, StringComparison.Ordinal));
            Assert.Contains($"runbook_url: docs/RUNBOOK.md#{alert.ToLowerInvariant()}\n", block, StringComparison.Ordinal);
            Assert.Matches($"(?m)^#+ {alert}$", runbook);
            Assert.Matches($@"alertname: {alert}\s+exp_alerts: \[\]", RuleTests);
            Assert.Matches($@"alertname: {alert}\s+exp_alerts:\s+- exp_labels:", RuleTests);
        }
    }

    private static async Task<ProgramRun> SucceedsAsync(string program, params string[] arguments)
    {
        string? path = ProgramRun.Find(program);
        Assert.SkipWhen(path is null, $"{program} is not installed.");
        ProgramRun run = await ProgramRun.RunAsync(path!, Repository.Root, arguments);
        Assert.True(run.ExitCode == 0, run.Output);
        return run;
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();
}
