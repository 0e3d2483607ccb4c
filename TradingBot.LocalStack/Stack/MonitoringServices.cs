using System.Globalization;
using TradingBot.LocalStack.Monitoring;
using TradingBot.LocalStack.Networking;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;
using TradingBot.LocalStack.Supervision;

namespace TradingBot.LocalStack.Stack;

/// <summary>Prometheus and its companions, as far as their programs are found: the system runs without them.</summary>
internal static class MonitoringServices
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    /// <summary>All whose programs are installed; Prometheus last, so that its targets are there when it looks.</summary>
    public static IReadOnlyList<ServiceDefinition> All(StackContext context)
    {
        ServiceDefinition? node = NodeExporter(context);
        ServiceDefinition? postgres = PostgresExporter(context);
        ServiceDefinition? redis = RedisExporter(context);
        ServiceDefinition? alertmanager = Alertmanager(context);
        ServiceDefinition? prometheus = Prometheus(context, node, postgres, redis, alertmanager);
        return [.. new[] { node, postgres, redis, alertmanager, prometheus }.OfType<ServiceDefinition>()];
    }

    private static ServiceDefinition? NodeExporter(StackContext context) =>
        ProgramCatalog.FirstOf("prometheus-node-exporter", "node_exporter") is { } program
            ? Exporter(context, "node-exporter", program, [$"--web.listen-address={Address(context, "node-exporter")}"], [])
            : null;

    private static ServiceDefinition? PostgresExporter(StackContext context)
    {
        if (ProgramCatalog.FirstOf("prometheus-postgres-exporter", "postgres_exporter") is not { } program) return null;
        string source = $"postgresql://{StackContext.MonitorRole}:{context.Secrets.Monitor}@{Address(context, "postgres")}/{StackContext.Database}?sslmode=disable";
        return Exporter(
            context, "postgres-exporter", program, [$"--web.listen-address={Address(context, "postgres-exporter")}"], new() { ["DATA_SOURCE_NAME"] = source });
    }

    private static ServiceDefinition? RedisExporter(StackContext context)
    {
        if (context.Redis is null || ProgramCatalog.FirstOf("prometheus-redis-exporter", "redis_exporter") is not { } program) return null;
        Dictionary<string, string?> environment = new()
        {
            ["REDIS_ADDR"] = $"redis://{Address(context, "redis")}",
            ["REDIS_PASSWORD"] = context.Secrets.Redis,
        };
        return Exporter(context, "redis-exporter", program, [$"-web.listen-address={Address(context, "redis-exporter")}"], environment);
    }

    private static ServiceDefinition? Alertmanager(StackContext context)
    {
        if (ProgramCatalog.FirstOf("prometheus-alertmanager", "alertmanager") is not { } program) return null;
        string url = context.Url("alertmanager");
        string[] arguments =
        [
            $"--config.file={Path.Combine(context.WorkingCopy.Root, "docker", "alertmanager", "alertmanager.yml")}",
            $"--storage.path={context.Folder.Subfolder("alertmanager")}",
            $"--web.listen-address={Address(context, "alertmanager")}",
            "--cluster.listen-address=",
        ];
        ChildPlan plan = new("alertmanager", program, arguments, context.Folder.LogFile("alertmanager"));
        return new ServiceDefinition("alertmanager", url, plan, HealthProbe.Http($"{url}/-/ready")) { StopPatience = StopPatience };
    }

    private static ServiceDefinition? Prometheus(
        StackContext context, ServiceDefinition? node, ServiceDefinition? postgres, ServiceDefinition? redis, ServiceDefinition? alertmanager)
    {
        if (ProgramCatalog.FirstOf("prometheus") is not { } program) return null;
        string url = context.Url("prometheus");
        string folder = context.Folder.Subfolder("prometheus");
        string configuration = Path.Combine(folder, "prometheus.yml");
        ScrapeTargets targets = new(
            Address(context, "api"), Address(context, "worker"), Address(context, "web"),
            node is null ? null : Address(context, "node-exporter"),
            postgres is null ? null : Address(context, "postgres-exporter"),
            redis is null ? null : Address(context, "redis-exporter"),
            alertmanager is null ? null : Address(context, "alertmanager"))
        {
            FurtherWorkers = [.. Enumerable.Range(2, context.Options.Workers - 1).Select(number => Address(context, PortPlan.FurtherWorker(number)))],
        };
        File.WriteAllText(configuration, PrometheusConfiguration.Write(targets, Path.Combine(context.WorkingCopy.Root, "docker", "prometheus", "rules")));
        string[] arguments =
        [
            $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder, "data")}", "--storage.tsdb.retention.time=15d",
            "--storage.tsdb.retention.size=2GB", $"--web.listen-address={Address(context, "prometheus")}",
        ];
        ChildPlan plan = new("prometheus", program, arguments, context.Folder.LogFile("prometheus")) { WorkingDirectory = folder };
        return new ServiceDefinition("prometheus", url, plan, HealthProbe.Http($"{url}/-/ready")) { StopPatience = StopPatience };
    }

    private static ServiceDefinition Exporter(
        StackContext context, string name, string program, string[] arguments, Dictionary<string, string?> environment)
    {
        string url = context.Url(name);
        ChildPlan plan = new(name, program, arguments, context.Folder.LogFile(name)) { Environment = environment };
        return new ServiceDefinition(name, url, plan, HealthProbe.Http($"{url}/metrics")) { StopPatience = StopPatience };
    }

    private static string Address(StackContext context, string service) =>
        $"127.0.0.1:{context.Ports[service].ToString(CultureInfo.InvariantCulture)}";
}
