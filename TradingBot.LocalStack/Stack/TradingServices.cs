using System.Globalization;
using TradingBot.LocalStack.Networking;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;
using TradingBot.LocalStack.Supervision;

namespace TradingBot.LocalStack.Stack;

/// <summary>Our own services, run from their build output with the configuration keys that Aspire sets.</summary>
internal static class TradingServices
{
    public static ServiceDefinition Simulator(StackContext context)
    {
        Dictionary<string, string?> environment = Common(context, "simulator", simulated: true);
        for (int i = 0; i < context.Options.Recordings.Count; i++)
            environment[string.Create(CultureInfo.InvariantCulture, $"Recording__Files__{i}")] = Path.GetFullPath(context.Options.Recordings[i]);
        return Service(context, "simulator", "TradingBot.ExchangeSim", environment, TimeSpan.FromSeconds(1));
    }

    /// <summary>All workers; they share the accounts.</summary>
    public static IEnumerable<ServiceDefinition> Workers(StackContext context, bool simulated) =>
        Enumerable.Range(1, context.Options.Workers).Select(number => Worker(context, simulated, number));

    private static ServiceDefinition Worker(StackContext context, bool simulated, int number)
    {
        string name = number == 1 ? "worker" : PortPlan.FurtherWorker(number);
        Dictionary<string, string?> environment = WithStores(context, name, simulated);
        // The first one keeps the usual id, so that it takes its accounts again when the number of workers is changed.
        if (number > 1) environment.TryAdd("Worker__Id", $"{Environment.MachineName}-{number.ToString(CultureInfo.InvariantCulture)}");
        // Recorded within a budget, unless the environment of whoever starts the system says something else.
        if (Environment.GetEnvironmentVariable("Recording__Enabled") is null) environment.TryAdd("Recording__Enabled", "true");
        if (Environment.GetEnvironmentVariable("Recording__Folder") is null) environment.TryAdd("Recording__Folder", number == 1 ? context.Folder.Linked("recordings") : context.Folder.Subfolder($"recordings-{name}"));
        // One tells of the backups: they are the machine's.
        if (number == 1 && Environment.GetEnvironmentVariable("Backup__Folder") is null) environment.TryAdd("Backup__Folder", context.Folder.Linked("backups"));
        return Service(context, name, "TradingBot.Worker", environment, TimeSpan.FromSeconds(4));
    }

    public static ServiceDefinition Api(StackContext context, bool simulated) =>
        Service(context, "api", "TradingBot.Api", WithStores(context, "api", simulated), TimeSpan.FromSeconds(2));

    public static ServiceDefinition Web(StackContext context, bool simulated) =>
        Service(context, "web", "TradingBot.Web", Common(context, "web", simulated), TimeSpan.FromSeconds(1));

    /// <summary>The migration step: runs to its end as the database's owner.</summary>
    public static ChildPlan Migration(StackContext context)
    {
        Dictionary<string, string?> environment = Common(context, "worker", simulated: false);
        environment["ConnectionStrings__trading_bot"] = context.OwnerConnectionString;
        environment["Database__ApplicationRole"] = StackContext.ApplicationRole;
        return Plan(context, "migrate", "TradingBot.Worker", environment, "migrate");
    }

    private static ServiceDefinition Service(
        StackContext context, string name, string project, Dictionary<string, string?> environment, TimeSpan stopPatience)
    {
        string url = context.Url(name);
        return new ServiceDefinition(name, url, Plan(context, name, project, environment), HealthProbe.Http($"{url}/api/health/ready"))
        {
            StopPatience = stopPatience,
        };
    }

    private static ChildPlan Plan(
        StackContext context, string name, string project, Dictionary<string, string?> environment, params string[] arguments) =>
        new(name, DotnetHost(), [context.WorkingCopy.Program(project), .. arguments], context.Folder.LogFile(name))
        {
            WorkingDirectory = context.WorkingCopy.ProjectFolder(project),
            Environment = environment,
        };

    private static Dictionary<string, string?> WithStores(StackContext context, string service, bool simulated)
    {
        Dictionary<string, string?> environment = Common(context, service, simulated);
        environment["ConnectionStrings__trading_bot"] = context.ApplicationConnectionString;
        if (context.Redis is { } redis) environment["ConnectionStrings__redis"] = redis.ConnectionString(context.Ports["redis"]);
        return environment;
    }

    private static Dictionary<string, string?> Common(StackContext context, string service, bool simulated)
    {
        Dictionary<string, string?> environment = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = context.Url(service),
            // They would add addresses, or win over ours.
            ["ASPNETCORE_HTTP_PORTS"] = null,
            ["ASPNETCORE_HTTPS_PORTS"] = null,
            ["DOTNET_URLS"] = null,
            ["services__api__http__0"] = context.Url("api"),
            // There whatever the feed is, so that simulation mode can be switched on at run time.
            ["services__simulator__http__0"] = context.Url("simulator"),
            ["services__worker__http__0"] = context.Url("worker"),
            ["Exchanges__Feed"] = simulated ? "simulated" : "live",
            ["Access__LocalTrust"] = "true",
            ["TRADINGBOT_DATA_DIR"] = context.Folder.Linked("state"),
            // A proxy of the environment is for the outside only.
            ["NO_PROXY"] = string.Join(',', new[] { Environment.GetEnvironmentVariable("NO_PROXY"), "127.0.0.1", "localhost" }.Where(part => !string.IsNullOrEmpty(part))),
        };
        foreach ((string name, string? value) in context.Options.Environment) environment[name] = value;
        return environment;
    }

    private static string DotnetHost()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } given && File.Exists(given)) return given;
        if (Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet") return own;
        return ProgramCatalog.OnPath("dotnet") ?? throw new LocalStackException("'dotnet' was not found on PATH.");
    }
}
