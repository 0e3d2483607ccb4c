using System.Text;

namespace TradingBot.LocalStack.Monitoring;

/// <summary>Who is to be scraped: host and port each; null where it does not run.</summary>
internal sealed record ScrapeTargets(
    string Api, string Worker, string Web, string? NodeExporter, string? PostgresExporter, string? RedisExporter, string? Alertmanager)
{
    /// <summary>Workers beside the first.</summary>
    public IReadOnlyList<string> FurtherWorkers { get; init; } = [];
}

/// <summary>The configuration of the local stack's Prometheus: the jobs and rules of production, the addresses of this run.</summary>
internal static class PrometheusConfiguration
{
    public static string Write(ScrapeTargets targets, string rulesFolder)
    {
        StringBuilder yaml = new();
        yaml.Append($"""
            global:
              scrape_interval: 5s
              evaluation_interval: 5s
            rule_files:
              - {Quoted(Path.Combine(rulesFolder, "*.yml"))}

            """);
        if (targets.Alertmanager is { } alertmanager)
        {
            yaml.Append($"""
                alerting:
                  alertmanagers:
                    - static_configs:
                        - targets: [{Quoted(alertmanager)}]

                """);
        }
        yaml.Append($"""
            scrape_configs:
              - job_name: trading-bot
                static_configs:
                  - targets: [{Quoted(targets.Api)}]
                    labels: {"{"} service: api {"}"}
                  - targets: [{Quoted(targets.Worker)}]
                    labels: {"{"} service: worker {"}"}
                  - targets: [{Quoted(targets.Web)}]
                    labels: {"{"} service: web {"}"}

            """);
        foreach (string worker in targets.FurtherWorkers)
        {
            yaml.Append($"""
                      - targets: [{Quoted(worker)}]
                        labels: {"{"} service: worker {"}"}

                """);
        }
        AppendJob(yaml, "node", targets.NodeExporter);
        AppendJob(yaml, "postgres", targets.PostgresExporter);
        AppendJob(yaml, "redis", targets.RedisExporter);
        return yaml.ToString();
    }

    private static void AppendJob(StringBuilder yaml, string job, string? target)
    {
        if (target is null) return;
        yaml.Append($"""
              - job_name: {job}
                static_configs:
                  - targets: [{Quoted(target)}]

            """);
    }

    // YAML's single quotes know one escape: the doubled quote.
    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
