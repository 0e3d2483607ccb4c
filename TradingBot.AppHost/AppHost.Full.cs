using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Microsoft.Extensions.Configuration;
using TradingBot.LocalStack.CommandLine;
using TradingBot.LocalStack.Stack;

namespace TradingBot.AppHost;

/// <summary>The topology as Aspire's app model: the system diagram. Without a container runtime it is the local stack, which runs the same.</summary>
internal static class SystemTopology
{
    public static async Task<int> RunAsync(string[] args)
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);
        bool publishing = builder.ExecutionContext.IsPublishMode;
        // Containers:Enabled answers for the machine, for example where only the model is looked at.
        if (!publishing && !(builder.Configuration.GetValue<bool?>("Containers:Enabled") ?? await ContainerRuntime.AnswersAsync()))
            return await StackCommand.RunAsync(args, Console.Out, Console.Error);
        bool simulated = !publishing && await FeedChoice.IsSimulatedAsync(FeedOptions(builder.Configuration), Console.WriteLine, CancellationToken.None);
        Compose(builder, simulated, publishing);
        await builder.Build().RunAsync();
        return 0;
    }

    private static void Compose(IDistributedApplicationBuilder builder, bool simulated, bool publishing)
    {
        builder.AddDockerComposeEnvironment("compose")
            .WithProperties(environment => environment.DefaultNetworkName = "trading-bot")
            .ConfigureComposeFile(file => file.Name = "trading-bot");

        IResourceBuilder<ParameterResource> ownerPassword = Password(builder, "database-owner-password");
        IResourceBuilder<ParameterResource> applicationPassword = Password(builder, "database-app-password");
        IResourceBuilder<PostgresServerResource> server = builder.AddPostgres("postgres", port: 5432)
            .WithImageTag("17.6")
            .WithDataVolume("trading-bot-postgres-data")
            .WithEnvironment("POSTGRES_DB", "trading_bot")
            .WithEnvironment("TRADING_BOT_OWNER_PASSWORD", ownerPassword)
            .WithEnvironment("TRADING_BOT_APP_PASSWORD", applicationPassword)
            .WithBindMount("../docker/postgres/init", "/docker-entrypoint-initdb.d", isReadOnly: true)
            .PublishAsDockerComposeService((_, service) =>
            {
                service.ContainerName = "trading-bot-postgres";
                service.Healthcheck = new Healthcheck { Test = ["CMD-SHELL", "pg_isready -U postgres -d trading_bot"], Interval = "5s", Timeout = "3s", StartPeriod = "10s", Retries = 12 };
            });
        IResourceBuilder<PostgresDatabaseResource> database = server.AddDatabase("trading-bot", "trading_bot");
        // The services are not the owner of their tables: see docs/SAFETY.md, layer 5.
        IResourceBuilder<ConnectionStringResource> asOwner = Login(builder, "trading-bot-as-owner", server, "trading_bot_owner", ownerPassword);
        IResourceBuilder<ConnectionStringResource> asApplication = Login(builder, "trading-bot-as-app", server, "trading_bot_app", applicationPassword);
        IResourceBuilder<RedisResource> redis = builder.AddRedis("redis", port: 6379)
            .PublishAsDockerComposeService((_, service) => service.ContainerName = "trading-bot-redis");

        IResourceBuilder<ProjectResource> migration = builder.AddProject<Projects.TradingBot_Worker>("migrate", launchProfileName: null)
            .WithArgs("migrate")
            .WithReference(asOwner, connectionName: "trading_bot")
            .WithEnvironment("Database__ApplicationRole", "trading_bot_app")
            .WaitFor(database)
            .PublishAsDockerComposeService((_, service) => service.DependsOn["postgres"].Condition = "service_healthy");

        IResourceBuilder<ProjectResource> worker = WithStores(
            builder.AddProject<Projects.TradingBot_Worker>("worker", launchProfileName: null).WithHttpEndpoint(port: 3003, name: "http"), "trading-bot-worker");
        IResourceBuilder<ProjectResource> api = WithStores(
                builder.AddProject<Projects.TradingBot_Api>("api", launchProfileName: null).WithHttpEndpoint(port: 3000, name: "http"), "trading-bot-backend")
            .WithReference(worker)
            .WithExternalHttpEndpoints();
        IResourceBuilder<ProjectResource> web = builder.AddProject<Projects.TradingBot_Web>("web", launchProfileName: null)
            .WithHttpEndpoint(port: 3002, name: "http")
            .WithHttpHealthCheck("/api/health/ready")
            .WithExternalHttpEndpoints()
            .WithReference(api)
            .WaitFor(api)
            .PublishAsDockerComposeService((_, service) => service.ContainerName = "trading-bot-web");
        foreach (IResourceBuilder<ProjectResource> service in new[] { worker, api, web })
        {
            service.WithEnvironment("Exchanges__Feed", simulated ? "simulated" : "live");
            // On the developer's machine whoever reaches the loopback interface is trusted; in production nobody is.
            if (!publishing) service.WithEnvironment("Access__LocalTrust", "true");
        }
        // Beside the real exchanges too, so that simulation mode can be switched on at run time; a production installation has no simulator.
        if (simulated || !publishing) AddSimulator(builder, worker, api);
        AddMonitoring(builder, publishing);

        IResourceBuilder<ProjectResource> WithStores(IResourceBuilder<ProjectResource> service, string container) => service
            .WithHttpHealthCheck("/api/health/ready")
            .WithReference(asApplication, connectionName: "trading_bot").WaitFor(database)
            .WithReference(redis).WaitFor(redis)
            .WaitForCompletion(migration)
            .PublishAsDockerComposeService((_, published) =>
            {
                published.ContainerName = container;
                published.Restart = "unless-stopped";
                // The publisher writes service_started, which is too early.
                published.DependsOn["postgres"].Condition = "service_healthy";
                published.DependsOn["migrate"].Condition = "service_completed_successfully";
            });
    }

    private static void AddSimulator(IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> worker, IResourceBuilder<ProjectResource> api)
    {
        IResourceBuilder<ProjectResource> simulator = builder.AddProject<Projects.TradingBot_ExchangeSim>("simulator", launchProfileName: null)
            .WithHttpEndpoint(port: 3005, name: "http")
            .WithHttpHealthCheck("/api/health/ready");
        if (builder.Configuration["recording"] is { } recording) simulator.WithEnvironment("Recording__Files__0", Path.GetFullPath(recording));
        worker.WithReference(simulator).WaitFor(simulator);
        api.WithReference(simulator);
    }

    private static void AddMonitoring(IDistributedApplicationBuilder builder, bool publishing)
    {
        IResourceBuilder<ContainerResource> alertmanager = builder.AddContainer("alertmanager", "prom/alertmanager", "v0.28.1")
            .WithBindMount("../docker/alertmanager/alertmanager.yml", "/etc/alertmanager/alertmanager.yml", isReadOnly: true)
            .WithHttpEndpoint(port: 9093, targetPort: 9093, name: "http")
            .WithHttpHealthCheck("/-/ready")
            .PublishAsDockerComposeService((_, service) => service.ContainerName = "trading-bot-alertmanager");
        IResourceBuilder<ContainerResource> prometheus = builder.AddContainer("prometheus", "prom/prometheus", "v3.5.0")
            .WithBindMount("../docker/prometheus/prometheus.yml", "/etc/prometheus/prometheus.yml", isReadOnly: true)
            .WithBindMount("../docker/prometheus/rules", "/etc/prometheus/rules", isReadOnly: true)
            // Published, the services have names; while developing they run on the machine that hosts the containers.
            .WithBindMount($"../docker/prometheus/targets/{(publishing ? "compose" : "host")}", "/etc/prometheus/targets", isReadOnly: true)
            .WithVolume("trading-bot-prometheus-data", "/prometheus")
            .WithHttpEndpoint(port: 9090, targetPort: 9090, name: "http")
            .WithHttpHealthCheck("/-/ready")
            .WaitFor(alertmanager)
            .PublishAsDockerComposeService((_, service) => service.ContainerName = "trading-bot-prometheus");
        builder.AddContainer("grafana", "grafana/grafana", "12.1.1")
            .WithBindMount("../docker/grafana/provisioning", "/etc/grafana/provisioning", isReadOnly: true)
            .WithBindMount("../docker/grafana/dashboards", "/var/lib/grafana/dashboards", isReadOnly: true)
            .WithVolume("trading-bot-grafana-data", "/var/lib/grafana")
            .WithEnvironment("PROMETHEUS_URL", prometheus.GetEndpoint("http"))
            .WithEnvironment("GF_SECURITY_ADMIN_PASSWORD", Password(builder, "grafana-admin-password"))
            .WithHttpEndpoint(port: 3001, targetPort: 3000, name: "http")
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/api/health")
            .PublishAsDockerComposeService((_, service) => service.ContainerName = "trading-bot-grafana");
    }

    private static IResourceBuilder<ParameterResource> Password(IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

    private static IResourceBuilder<ConnectionStringResource> Login(
        IDistributedApplicationBuilder builder, string name, IResourceBuilder<PostgresServerResource> server, string role, IResourceBuilder<ParameterResource> password)
    {
        EndpointReference endpoint = server.Resource.PrimaryEndpoint;
        return builder.AddConnectionString(name, ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username={role};Password={password.Resource};Database=trading_bot"));
    }

    private static LocalStackOptions FeedOptions(IConfiguration configuration) => new()
    {
        Feed = Enum.Parse<MarketFeed>(configuration["feed"] ?? nameof(MarketFeed.Auto), ignoreCase: true),
        Recordings = configuration["recording"] is { } recording ? [recording] : [],
    };
}
