using TradingBot.LocalStack.Monitoring;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack.Tests.Monitoring;

public sealed class PrometheusConfigurationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Prometheus_accepts_what_is_written_with_and_without_companions(bool complete)
    {
        string? promtool = ProgramCatalog.OnPath("promtool");
        Assert.SkipWhen(promtool is null, "promtool is not installed.");
        using TestFolder folder = new();
        string rules = Directory.CreateDirectory(Path.Combine(folder.Path, "it's a folder")).FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "one.yml"), "groups: []", TestContext.Current.CancellationToken);
        string? companion = complete ? "127.0.0.1:9100" : null;
        ScrapeTargets targets = new("127.0.0.1:3000", "127.0.0.1:3003", "127.0.0.1:3002", companion, companion, companion, companion);

        string yaml = PrometheusConfiguration.Write(targets, rules);
        await File.WriteAllTextAsync(folder.File("prometheus.yml"), yaml, TestContext.Current.CancellationToken);
        CommandRun check = await CommandRun.RunAsync(promtool!, ["check", "config", folder.File("prometheus.yml")], TestContext.Current.CancellationToken);

        Assert.True(check.ExitCode == 0, check.Output);
        Assert.Contains("1 rule files found", check.Output, StringComparison.Ordinal);
        Assert.Equal(complete ? 4 : 1, yaml.Split("job_name:").Length - 1);
        Assert.Equal(complete, yaml.Contains("alertmanagers:", StringComparison.Ordinal));
    }
}
